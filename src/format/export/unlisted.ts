/** Says what was left out because it belongs to no stream of the analysis. */
export const unlisted = (count: number, what: string): string =>
  `${count} ${what} are left out: they belong to parts of the page or to endpoints asked once, which the analysis does not list as streams`
