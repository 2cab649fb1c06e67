import { isUtf8 } from 'node:buffer'
import { CongkyError } from '@congky/shared'
import type { FastifyInstance } from 'fastify'

/**
 * Makes JSON bodies be read only when they are UTF-8 throughout. Otherwise each broken byte of a document in
 * them would become U+FFFD on the way, and the gateway would sign what nobody sent.
 */
export function parseWholeJson(instance: FastifyInstance): void {
  const parse = instance.getDefaultJsonParser('error', 'error')
  instance.removeContentTypeParser('application/json')
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (isUtf8(body)) {
      parse(request, body.toString('utf8'), done)
      return
    }
    const detail = { en: 'the body holds bytes that are no characters', vi: 'nội dung có byte không phải ký tự' }
    done(new CongkyError('ERR_REQUEST_INVALID', { detail }))
  })
}
