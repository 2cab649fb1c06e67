/**
 * The most bytes of a document that is worked on in the main thread; some below need a thread as well, which
 * is for their format to say. Signing takes a few milliseconds within it.
 */
export const LIGHT_BYTES_MAX = 65_536
