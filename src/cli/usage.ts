import { exportFormats } from '../format/export/formats.ts'

/** The formats of `--to`. */
export const formatIds = [...new Set(exportFormats.map(({ id }) => id))]

/** What of a session a format can hold, as in `--of`. */
export const partsOf = (id: string) => exportFormats.filter((format) => format.id === id).map(({ of }) => of)
const formatList = exportFormats
  .map(({ id, of, holds, readsTwice }) => {
    const words = partsOf(id).length > 1 ? `${id} --of ${of}` : id
    return `  --to ${words.padEnd(24)} ${holds}${readsTwice ? ' (FILE is read twice)' : ''}`
  })
  .join('\n')

/** What `duplex help` prints. */
export const usage = `duplex capture URL [--for 20s] [--browser chromium|firefox|/path] [--out FILE] [--json] [--headed] [--no-redact]
duplex analyze FILE [--json] [--no-redact]    a Duplex session, a HAR, a WebRTC dump, or - for standard input
duplex convert FILE --to ${formatIds.filter((id) => id !== 'parquet').join('|')} [--of ${partsOf('csv').join('|')}] --out FILE [--no-redact]
duplex convert FILE… --to parquet [--of ${partsOf('parquet').join('|')}] [--label NAME=VALUE]… --out DIR [--no-redact]
duplex report FILE --out FILE.html [--no-redact]
duplex check FILE|URL --budget BUDGET.json [--junit FILE] [--for 20s] [--browser …] [--headed] [--json] [--no-redact]
duplex diff FILE FILE [--json] [--no-redact]

capture opens URL in a real browser with Duplex in its developer tools, and tells which realtime techniques the page uses.
--for      how long to watch once the page has begun to load: 500ms, 20s (the default), 2m
--out      where to write the session; a name that ends in .gz is compressed. Of convert: the file to write, or - for standard output
--json     one JSON document on standard output, and nothing else
--headed   with a window, for which a display is needed
--no-redact   secrets stay in the files that are written and in the URLs that are printed; otherwise they are replaced

report writes one HTML file that tells everything of a session, a HAR or a WebRTC dump to somebody who has no Duplex; it can be printed, and asks for nothing:
  duplex report checkout.duplex.ndjson --out checkout.html
  duplex report checkout.har --no-redact --out - > checkout.html

check holds a file, or a page that it captures, against a budget (see src/format/budget), and ends with exit code 1 where a limit is broken:
  duplex check https://my.site --for 1m --budget budget.json --junit duplex.xml
--junit    where to write a JUnit report; on GitHub, broken limits are annotations of the run

diff puts two sessions or HARs side by side, such as those of two releases:
  duplex diff before.duplex.ndjson after.duplex.ndjson

convert writes FILE in a format of other programs:
${formatList}
--label    what is known of the sessions, such as release=1.4, by which they can be compared. A session that DIR has already is replaced`
