import { meaningOf, type NameMeaning, nameless } from './name-meaning.ts'
import { isPlainWord } from './randomness.ts'

/** An object or a list within a document of names and values, such as JSON or MessagePack. */
export interface Box {
  isList: boolean
  /** Name of the field that holds it; of an element of a list, the name of the list. */
  name: string | undefined
  parent: Box | undefined
  /** Its fields or elements that are plain values, in order. */
  values: Value[]
  /** Names of all its fields. */
  names: string[]
  /** What the names of the containers around it, or its own, mean for values whose names mean nothing. */
  inherited: NameMeaning | undefined
}

/** A plain value in such a document. */
export interface Value {
  name: string | undefined
  box: Box | undefined
  /** The text that is meant; undefined for numbers and flags. */
  text: string | undefined
}

/** A container without values yet. */
export function createBox(isList: boolean, name: string | undefined, parent: Box | undefined): Box {
  const meaning = name === undefined ? undefined : meaningOf(name)
  const isSecret = meaning?.rule && meaning.isSure && (isList || !meaning.holdsOthers)
  return { isList, name, parent, values: [], names: [], inherited: isSecret ? meaning : parent?.inherited }
}

/** Fields of an object that are looked at for the meaning of another one: hostile ones may have a million. */
const maxNeighbours = 64
/** Most values of a list that is looked at as names and values in turn. */
const maxPairs = 400
/** Fields that hold a name, and those that hold its value: `{"name":"password","value":"…"}`. */
const nameField = /^(?:name|key|field|field_?name|header|id|k|n|param|parameter|property|attribute|label|path)$/i
/** Fields that name a call or an event. */
const callField = /^(?:type|event|method|op|cmd|command|action)$/i
const valueField =
  /^(?:value|values|val|v|content|text|data|payload|default|current|string|stringvalue|(?:new|old|field)_?value)$/i
/** Methods of JSON-RPC and events whose plain arguments are secrets. */
const loginMethod = /(?:^|[._/:-])(?:auth\w*|log_?in|sign_?in|unlock\w*|identify)$/i
/** Fields beside a token that is a piece of a text, as a language model's answer tells it. */
const besidesToken =
  /^(?:logprob|logprobs|top_logprobs|token_logprobs|prob|probability|text_offset|score|special|offset|offsets|start|token_id)$/i
/** Names under which a container of a secret holds something else. */
const describes =
  /^(?:type|kind|format|label|title|description|placeholder|pattern|required|hint|help|message|messages|error|errors|status|method|provider|issuer|name|scope|scopes|algorithm|alg|typ|expires\w*|expiry|created\w*|updated\w*|min\w*|max\w*|path|domain|samesite|url|version|action|event)$/i

/** What the name of a value means, with the names around it. To be asked once the whole document has been read. */
export function meaningWithin(value: Value): NameMeaning {
  const { name, box } = value
  const own = name === undefined ? nameless : meaningOf(name)
  if (!box) return own
  if (own.rule && isPieceOfText(own, box)) return pieceOfText
  if (own.rule && own.isSure) return isSaidOfFields(box) ? { ...own, isSure: false } : own
  const known = meaningOfPair(value, box) ?? meaningOfPath(name, box)
  if (known) return known
  if (isArgument(box)) return secretArgument
  const { inherited } = box
  if (!inherited || isPieceOfText(inherited, box) || (!box.isList && name !== undefined && describes.test(name)))
    return own
  return inherited
}

/** Boxes of texts about fields, such as messages of a form: what stands under `password` there is a sentence. */
const aboutFields = /^(?:errors?|labels?|messages|i18n|translations?|validations?|hints?|placeholders?|tooltips?)$/i

/** Whether one of the next containers holds texts about fields. */
function isSaidOfFields(box: Box): boolean {
  let at: Box | undefined = box
  for (let level = 0; at && level < 4; level++, at = at.parent)
    if (at.name !== undefined && aboutFields.test(at.name)) return true
  return false
}

const pieceOfText: NameMeaning = { ...nameless, isHarmless: true }
const secretArgument: NameMeaning = { ...nameless, rule: 'token', isLikely: true }
const relayUser: NameMeaning = { ...nameless, rule: 'webrtc', isSure: true }

/** A token beside a probability is a piece of a text. */
function isPieceOfText({ rule }: NameMeaning, box: Box): boolean {
  const fields = box.isList ? box.parent : box
  return (
    rule === 'token' &&
    fields !== undefined &&
    fields.names.slice(0, maxNeighbours).some((one) => besidesToken.test(one))
  )
}

/** `"session": {"id": …}` is `session_id`. */
function meaningOfPath(name: string | undefined, box: Box): NameMeaning | undefined {
  if (name === undefined || box.name === undefined || box.isList) return undefined
  const meaning = meaningOf(`${box.name}_${name}`)
  return meaning.rule && meaning.isSure && !meaningOf(box.name).isHarmless ? meaning : undefined
}

function meaningOfPair(value: Value, box: Box): NameMeaning | undefined {
  const { name, text } = value
  if (text === undefined) return undefined
  if (!box.isList) {
    // The user name of a TURN server stands beside its credential (https://www.w3.org/TR/webrtc/#rtciceserver-dictionary).
    if (
      name !== undefined &&
      /^user(?:_?name)?$/i.test(name) &&
      box.names.slice(0, maxNeighbours).includes('credential')
    )
      return relayUser
    if (name === undefined || !valueField.test(name)) return undefined
    const said = box.values
      .slice(0, maxNeighbours)
      .find((one) => one.name !== undefined && nameField.test(one.name) && one.text !== undefined)
    if (said) return meant(said.text!.split('/').at(-1)!)
    const call = box.values.slice(0, maxNeighbours).find((one) => one.name !== undefined && callField.test(one.name))
    return call?.text !== undefined && loginMethod.test(call.text) ? secretArgument : undefined
  }
  // `["name", "value"]`, and names and values in turn.
  const { values } = box
  if (values.length < 2 || values.length > maxPairs || values.length % 2 === 1) return undefined
  const at = values.indexOf(value)
  const before = at % 2 === 1 ? values[at - 1]!.text : undefined
  return before === undefined ? undefined : pairedWith(before, text, values.length)
}

/** Of a longer list a plain word is no value: `["id","email","password","created"]` lists names. */
function pairedWith(name: string, text: string, length: number): NameMeaning | undefined {
  if (length > 2 && isPlainWord(text)) return undefined
  return meant(name) ?? (loginMethod.test(name) ? secretArgument : undefined)
}

/** UTF-16 units of the longest text that is taken for a name. */
const maxNameLength = 64

function meant(text: string): NameMeaning | undefined {
  if (text.length > maxNameLength || !/^[\w.[\]-]+$/.test(text)) return undefined
  const meaning = meaningOf(text)
  return meaning.rule ? meaning : undefined
}

/** Plain arguments of a call that logs in: `{"method":"auth","params":["…"]}`. */
function isArgument(box: Box): boolean {
  if (!box.isList || box.name === undefined || !/^(?:params|args)$/i.test(box.name)) return false
  const call = box.parent?.values
    .slice(0, maxNeighbours)
    .find((one) => one.name !== undefined && /^(?:method|op|cmd|action)$/i.test(one.name))
  return call?.text !== undefined && loginMethod.test(call.text)
}
