import { useEffect, useState } from 'preact/hooks'
import type { RedactionReport } from '../../../src/format/redact/concealer.ts'
import type { RedactionChoice } from '../../../src/format/redact/redact.ts'
import type { RuleId } from '../../../src/format/redact/rules.ts'
import './export-dialog.css'
import { HostChoice, type HostFate } from './host-choice.tsx'
import { Modal } from './modal.tsx'
import { RuleChoice } from './rule-choice.tsx'

interface Props {
  /** What an export would replace: again and again while the session is read. */
  preview(choice: RedactionChoice): AsyncGenerator<RedactionReport>
  /** @param choice undefined saves all as it is */
  onExport(choice: RedactionChoice | undefined): void
  onClose(): void
}

/**
 * Exports the session, and shows before what would be replaced. Rules and hosts can be kept or left out one by one. What leaves secrets in must be
 * confirmed, and no choice is ever remembered.
 */
export function ExportDialog({ preview, onExport, onClose }: Props) {
  const [report, setReport] = useState<RedactionReport>()
  const [isWhole, setWhole] = useState(false)
  const [kept, setKept] = useState<ReadonlySet<RuleId>>(new Set())
  const [fates, setFates] = useState<ReadonlyMap<string, HostFate>>(new Map())
  const [isSure, setSure] = useState(false)

  useEffect(() => {
    let isOpen = true
    async function read() {
      for await (const next of preview({})) {
        if (!isOpen) return
        setReport(next)
      }
      if (isOpen) setWhole(true)
    }
    void read()
    return () => {
      isOpen = false
    }
  }, [])

  const withFate = (fate: HostFate) => [...fates].flatMap(([host, one]) => (one === fate ? [host] : []))
  const leavesIn = kept.size > 0 || withFate('keep').length > 0
  const save = (choice: RedactionChoice | undefined) => {
    onExport(choice)
    onClose()
  }
  return (
    <Modal title="Export this session" onClose={onClose}>
      <p>
        Secrets and personal data are replaced before the file is written; figures and verdicts stay as they are. Look
        at the file before you hand it on.
      </p>
      <p role="status">{summary(report, isWhole)}</p>
      {report && report.counts.length > 0 && <RuleChoice counts={report.counts} kept={kept} onChange={setKept} />}
      {report && report.hosts.length > 0 && <HostChoice hosts={report.hosts} fates={fates} onChange={setFates} />}
      <label class="check">
        <input type="checkbox" checked={isSure} onChange={(event) => setSure(event.currentTarget.checked)} />
        Let me save it with sensitive data
      </label>
      <form method="dialog" class="modalButtons">
        <button type="submit">Cancel</button>
        {isSure && (
          <button type="button" class="danger" onClick={() => save(undefined)}>
            Save all as it is
          </button>
        )}
        <button
          type="button"
          class="primary"
          disabled={leavesIn && !isSure}
          title={leavesIn && !isSure ? 'Some values would stay in the file: confirm above that they may' : ''}
          onClick={() => save({ keepRules: kept, keepHosts: withFate('keep'), dropHosts: withFate('drop') })}
        >
          {leavesIn ? 'Save partly redacted' : 'Save redacted'}
        </button>
      </form>
    </Modal>
  )
}

function summary(report: RedactionReport | undefined, isWhole: boolean): string {
  if (!report) return 'Looking for values to replace…'
  const { values } = report
  const found = values === 0 ? 'No value' : values === 1 ? '1 value' : `${values.toLocaleString('en')} values`
  return isWhole ? `${found} will be replaced.` : `${found} found so far, in a session that is still being read…`
}
