/** The operations that a request names, such as `method:getQuote`; sorted where there are several. */
export type Operations = readonly string[]

/** The operations of a request that names none. */
export const noOperations: Operations = []
/** UTF-16 units of a body or GraphQL document that are searched: its operation, or its first field, is named near the beginning. */
export const maxSearchedLength = 600
/** Fields that name the operation in hand-written protocols, near the beginning of the body. */
export const discriminators = ['action', 'type', 'op', 'cmd', 'command', 'procedure', 'func', 'query_name'] as const
