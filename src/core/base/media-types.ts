/** Whether a media type is that of a picture, a sound, a video or a font: a file, and no news. */
export const isMediaType = (type: string): boolean => /^(video|audio|image|font)\//.test(type)

/** Whether a media type is that of what a page is made of: scripts, style sheets, fonts, pictures, sounds, modules. */
export const isAssetType = (type: string): boolean =>
  isMediaType(type) ||
  /^(text\/(css|javascript)|application\/((x-)?javascript|ecmascript|wasm|manifest\+json|font-|vnd\.ms-fontobject))/i.test(
    type,
  )

/** Whether a media type is that of a text, so that its octets are UTF-8 or close to it. */
export const isTextType = (type: string): boolean =>
  /^(text\/|application\/([\w.-]+\+)?(json|xml|javascript|x-www-form-urlencoded)\b)/i.test(type)

/** Whether a media type is that of a picture. */
export const isImageType = (type: string): boolean => type.startsWith('image/')

/**
 * Endings of the names of pieces of a live video or of its sound (RFC 8216, 3; ISO/IEC 23009-1), as alternatives of a regular
 * expression.
 */
export const mediaFileEndings = 'ts|m4s|m4a|m4v|mp4|aac|mp3|e?ac3|cmf[atv]|webm'
