/** Verification: what the signatures in a document, or one beside it, are worth. */
import { CongkyError, verifyBodySchema, verifyReportSchema } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { SignatureEngine } from '../signature/profile.ts'

const DESCRIPTION = `The body is the document as it is, whatever its Content-Type says: XML, a MIME message, CMS, or an
interchange of UN/EDIFACT.
For a signature that stands beside its document, Content-Type is \`application/json\` and the body
\`{"documentBase64": "…", "signatureBase64": "…"}\`, the signature being CMS as DER or PEM,
or an interchange with a message AUTACK.`

/** Takes any Content-Type as the document, save JSON, which carries it. */
export async function verifyRoute(
  instance: FastifyInstance,
  parts: { readonly engine: SignatureEngine; readonly documentBytesMax: number },
): Promise<void> {
  instance.removeAllContentTypeParsers()
  instance.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const app = instance.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/verify',
    {
      config: { beforeConfirmation: 'answered' },
      // A signed document is larger than the document was.
      bodyLimit: parts.documentBytesMax * 2,
      schema: {
        summary: 'Report every signature in a document',
        description: DESCRIPTION,
        response: { 200: verifyReportSchema },
      },
    },
    async (request) => {
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
      const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '')
      const { document, signature } = isJson ? readJson(body) : { document: body, signature: undefined }
      return parts.engine.verify(document, { signature, judgesCertificates: true })
    },
  )
}

/** @throws {CongkyError} ERR_REQUEST_INVALID */
function readJson(body: Uint8Array): { readonly document: Uint8Array; readonly signature: Uint8Array | undefined } {
  const parsed = verifyBodySchema.safeParse(parseJson(body))
  if (!parsed.success) throw notThisBody(parsed.error)
  const { documentBase64, signatureBase64 } = parsed.data
  const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))
  return {
    document: bytesOf(documentBase64),
    signature: signatureBase64 === undefined ? undefined : bytesOf(signatureBase64),
  }
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch (cause) {
    throw notThisBody(cause)
  }
}

function notThisBody(cause: unknown): CongkyError {
  const detail = {
    en: 'the JSON body is not {documentBase64, signatureBase64}',
    vi: 'nội dung JSON không đúng dạng {documentBase64, signatureBase64}',
  }
  return new CongkyError('ERR_REQUEST_INVALID', { detail }, { cause })
}
