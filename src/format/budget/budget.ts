import { type Technique, techniqueLabels } from '../../core/verdict/technique.ts'
import { type LimitName, limitNames, limits } from './limits.ts'

/** The most that is allowed of each figure. */
export type Limits = Partial<Record<LimitName, number>>

/** What the traffic of a page may cost. Everything is optional; what is not named is not limited. */
export interface Budget {
  /** Of all streams together. */
  totals?: Limits
  /** Of all streams of a technique together. */
  techniques?: Partial<Record<Technique, Limits>>
  /** Of the streams whose URL fits a pattern, in which `*` stands for any text, together. */
  streams?: readonly { url: string; limits: Limits }[]
  /** Techniques that may not be used at all. */
  forbidden?: readonly Technique[]
}

const techniques = Object.keys(techniqueLabels) as readonly Technique[]

/** The JSON Schema of a budget. `$schema` is allowed, so that editors can find it. */
export const budgetSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Duplex budget',
  description: 'What the traffic of a page may cost: `duplex check FILE|URL --budget BUDGET.json`.',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    totals: { $ref: '#/$defs/limits', description: 'Of all streams together.' },
    techniques: {
      description: 'Of all streams of a technique together.',
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(techniques.map((technique) => [technique, { $ref: '#/$defs/limits' }])),
    },
    streams: {
      description: 'Of the streams whose URL fits a pattern, in which * stands for any text, together.',
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['url', 'limits'],
        properties: { url: { type: 'string', minLength: 1 }, limits: { $ref: '#/$defs/limits' } },
      },
    },
    forbidden: {
      description: 'Techniques that may not be used at all.',
      type: 'array',
      items: { enum: techniques },
    },
  },
  $defs: {
    limits: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        limitNames.map((name) => [
          name,
          {
            description: limits[name].description,
            type: 'number',
            minimum: 0,
            ...(limits[name].unit === 'share' && { maximum: 1 }),
          },
        ]),
      ),
    },
  },
}

/**
 * Reads a budget.
 * @param text of the file
 * @returns the budget, or a sentence that says which part of it is wrong, and what was expected
 */
export function readBudget(text: string): Budget | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return `it is not JSON (${(error as Error).message})`
  }
  if (!isObject(value)) return 'it is not a JSON object'
  const problem =
    strange(value, ['$schema', 'totals', 'techniques', 'streams', 'forbidden'], '') ??
    (value['totals'] === undefined ? undefined : wrongLimits(value['totals'], 'totals')) ??
    wrongTechniques(value['techniques']) ??
    wrongStreams(value['streams']) ??
    wrongForbidden(value['forbidden'])
  return problem ?? (value as Budget)
}

type Fields = Record<string, unknown>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A name that a part of the budget does not have: mostly one that is spelt otherwise. */
function strange(value: Fields, known: readonly string[], at: string): string | undefined {
  const name = Object.keys(value).find((key) => !known.includes(key))
  return name === undefined ? undefined : `${at}${at && '.'}${name} is unknown; there is ${known.join(', ')}`
}

function wrongLimits(value: unknown, at: string): string | undefined {
  if (!isObject(value)) return `${at} is not an object of limits`
  const unknown = strange(value, limitNames, at)
  if (unknown) return unknown
  for (const [name, limit] of Object.entries(value)) {
    const most = limits[name as LimitName].unit === 'share' ? 1 : Number.POSITIVE_INFINITY
    if (typeof limit !== 'number' || !(limit >= 0 && limit <= most))
      return `${at}.${name} is not a number ${most === 1 ? 'from 0 to 1' : 'of 0 or more'}`
  }
  return undefined
}

function wrongTechniques(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (!isObject(value)) return 'techniques is not an object'
  return (
    strange(value, techniques, 'techniques') ??
    Object.entries(value)
      .map(([name, limit]) => wrongLimits(limit, `techniques.${name}`))
      .find((problem) => problem !== undefined)
  )
}

function wrongStreams(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (!Array.isArray(value)) return 'streams is not a list'
  for (const [index, item] of value.entries()) {
    const at = `streams[${index}]`
    if (!isObject(item)) return `${at} is not an object`
    const problem = strange(item, ['url', 'limits'], at)
    if (problem) return problem
    if (typeof item['url'] !== 'string' || item['url'] === '') return `${at}.url is not a pattern of URLs`
    const wrong = wrongLimits(item['limits'], `${at}.limits`)
    if (wrong) return wrong
  }
  return undefined
}

function wrongForbidden(value: unknown): string | undefined {
  if (value === undefined) return undefined
  const isTechnique = (name: unknown) => techniques.includes(name as Technique)
  if (Array.isArray(value) && value.every(isTechnique)) return undefined
  return `forbidden is not a list of techniques; there is ${techniques.join(', ')}`
}
