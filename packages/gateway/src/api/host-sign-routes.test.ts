import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPipeline, OWN, type Pipeline, silent } from '../../../../test/support/pipeline.ts'
import { hostSignRoutes } from './host-sign-routes.ts'
import { admitHost } from './operator.ts'
import { errorHandler } from './problem.ts'

const DOCUMENT = '<ToKhai><So>1</So></ToKhai>'
let pipeline: Pipeline
let app: FastifyInstance

beforeAll(async () => {
  pipeline = await createPipeline()
  app = Fastify({ bodyLimit: 10 }).setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(errorHandler(silent))
  admitHost(app)
  hostSignRoutes(app, { desk: pipeline.desk, documentBytesMax: 1000, log: silent })
})
afterAll(async () => {
  await app.close()
  await pipeline.close()
})

async function signAtHost(query: Readonly<Record<string, string>>, document = DOCUMENT) {
  const url = `/sign-requests?${new URLSearchParams(query)}`
  const headers = { 'content-type': 'application/octet-stream' }
  return (await app.inject({ method: 'POST', url, headers, payload: Buffer.from(document) })).json()
}

test('a document waits for its token, and the same one asked for again is signed once', async () => {
  const waiting = await signAtHost({ key: 'a', taxCode: OWN })
  expect(waiting).toMatchObject({ taxCode: OWN, profile: 'xmldsig-enveloped' })
  expect((await pipeline.reached(waiting.id, 'held')).request).toMatchObject({ source: 'host', requester: 'host' })
  await pipeline.unlock()
  const signed = await signAtHost({ key: 'a', taxCode: OWN, wait: '20' })
  const again = await signAtHost({ key: 'a', taxCode: OWN, wait: '20' })
  expect(signed).toMatchObject({ id: waiting.id, state: 'signed' })
  // The keys are of ECDSA: a second signature of the same document would have other bytes.
  expect([again.id, again.signedDocumentSha256]).toEqual([waiting.id, signed.signedDocumentSha256])
})

test('another document or key is another request', async () => {
  const ids = await Promise.all([
    signAtHost({ key: 'b' }),
    signAtHost({ key: 'c' }),
    signAtHost({ key: 'b' }, '<ToKhai><So>2</So></ToKhai>'),
  ])
  expect(new Set(ids.map(({ id }) => id)).size).toBe(3)
})

test('what cannot be signed is answered as rejected; what is no request, refused', async () => {
  expect(await signAtHost({ key: 'd' }, 'no XML')).toMatchObject({
    state: 'rejected',
    error: { code: 'ERR_DOCUMENT_NOT_XML' },
  })
  expect(await signAtHost({})).toMatchObject({ code: 'ERR_REQUEST_INVALID' })
  const form = await app.inject({ method: 'POST', url: '/sign-requests?key=f', payload: { document: DOCUMENT } })
  expect(form.json()).toMatchObject({ code: 'ERR_CONTENT_TYPE' })
  expect(await signAtHost({ key: 'e' }, 'x'.repeat(1001))).toMatchObject({ code: 'ERR_DOCUMENT_TOO_LARGE' })
})
