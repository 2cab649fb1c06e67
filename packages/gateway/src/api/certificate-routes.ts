/** Certificates as files: the certificate itself, and what a company files with authorities about it. */
import { CongkyError } from '@congky/shared'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { zipSync } from 'fflate'
import { z } from 'zod'
import type { ConfigDesk } from '../config/config-desk.ts'
import type { Certificate } from '../domain/certificate.ts'
import type { Tokens } from '../token/token.ts'
import { registrationSheet } from './registration-sheet.ts'

export interface CertificateRoutesParts {
  readonly tokens: Tokens
  readonly configDesk: ConfigDesk
}

const params = z.object({ thumbprint: z.string().regex(/^[0-9a-f]{64}$/) })

export function certificateRoutes(instance: FastifyInstance, { tokens, configDesk }: CertificateRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const see = { config: { right: 'see-status' }, schema: { params } } as const
  const find = (thumbprint: string): Certificate => {
    const all = tokens.list().flatMap(({ certificates }) => certificates)
    const found = all.find((certificate) => certificate.thumbprint === thumbprint)
    if (!found) throw new CongkyError('ERR_NOT_FOUND')
    return found
  }
  app.get('/certificates/:thumbprint/file', see, async (request, reply) => {
    const { der, serial } = find(request.params.thumbprint)
    return sendFile(reply, { name: `${serial}.cer`, type: 'application/pkix-cert', content: der })
  })
  app.get('/certificates/:thumbprint/registration', see, async (request, reply) => {
    const certificate = find(request.params.thumbprint)
    const { organization } = configDesk.read().config
    const sheet = registrationSheet(certificate, organization, new Date())
    const content = zipSync({
      [`chu-ky-so-${certificate.serial}.cer`]: certificate.der,
      'thong-tin-dang-ky.txt': Buffer.from(sheet, 'utf8'),
    })
    return sendFile(reply, { name: `dang-ky-chu-ky-so-${certificate.serial}.zip`, type: 'application/zip', content })
  })
}

/** @param file Its name is made of letters, digits and dashes only, so it needs no quoting in the header. */
function sendFile(reply: FastifyReply, file: { name: string; type: string; content: Uint8Array }) {
  return reply
    .type(file.type)
    .header('Content-Disposition', `attachment; filename="${file.name}"`)
    .send(Buffer.from(file.content))
}
