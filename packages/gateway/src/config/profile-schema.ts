/**
 * How a signature profile is written in the configuration; what each option means is told in
 * packages/shared/src/profile-options.ts. The key `kind` says which options there are.
 */
import type {
  AutackProfileOptions,
  CmsProfileOptions,
  EdifactProfileOptions,
  KdtProfileOptions,
  ProfileOptions,
  SmimeProfileOptions,
} from '@congky/shared'
import { z } from 'zod'
import { because, choiceOr, flagOr, orDefault, orNull, text } from './fields.ts'
import { DIGESTS, elementPath } from './profile-fields.ts'
import { xmlProfileSchema } from './xml-profile-schema.ts'

const kdtProfileSchema = z
  .strictObject({
    kind: z.literal('kdt'),
    signs: orDefault(elementPath(), '/Envelope/Body/Content'),
    octets: choiceOr('content-text', ['content-text', 'content-decoded', 'content-element']),
    placedIn: orDefault(elementPath(), '/Envelope/Body/Signature'),
    digest: choiceOr('auto', DIGESTS),
    taxCodePath: orNull(elementPath()),
  })
  .refine(({ placedIn }) => placedIn.lastIndexOf('/') > 0, {
    path: ['placedIn'],
    ...because('the root cannot be the signature', 'phần tử gốc không thể là chữ ký'),
  })
  .refine(({ placedIn, signs }) => !`${placedIn}/`.startsWith(`${signs}/`), {
    path: ['placedIn'],
    ...because('lies within what is signed', 'nằm trong phần được ký'),
  }) satisfies z.ZodType<KdtProfileOptions>

/** What CMS and S/MIME have in common. */
const cmsContents = {
  digest: choiceOr('sha256', DIGESTS),
  signedAttributes: flagOr(true),
  certificates: choiceOr('signer', ['signer', 'chain']),
}

const cmsProfileSchema = z
  .strictObject({
    kind: z.literal('cms'),
    ...cmsContents,
    detached: flagOr(true),
    encoding: choiceOr('der', ['der', 'pem']),
    cades: choiceOr('none', ['none', 'bes', 't']),
  })
  .refine(({ cades, signedAttributes }) => cades === 'none' || signedAttributes, {
    path: ['cades'],
    ...because('needs signedAttributes: true', 'cần có signedAttributes: true'),
  }) satisfies z.ZodType<CmsProfileOptions>

/** A media type with parameters, on one line: it becomes a line of a mail header. */
const contentType = () =>
  text(200).refine(
    (value) => /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w!#$&^.+-]+=(?:[\w!#$&^.+-]+|"[^"\\]*"))*$/.test(value),
    because(
      'expected a content type such as text/plain; charset=utf-8',
      'cần một kiểu nội dung như text/plain; charset=utf-8',
    ),
  )

const smimeProfileSchema = z.strictObject({
  kind: z.literal('smime'),
  ...cmsContents,
  contentType: orDefault(contentType(), 'text/plain; charset=utf-8'),
  lineEnds: choiceOr('crlf', ['crlf', 'keep']),
  micalg: choiceOr('rfc8551', ['rfc8551', 'without-dash']),
}) satisfies z.ZodType<SmimeProfileOptions>

/** What both ways of signing an interchange have in common. */
const edifactContents = {
  digest: choiceOr('sha256', DIGESTS),
  filter: choiceOr('hex', ['hex', 'base64']),
  certificate: choiceOr('enclosed', ['enclosed', 'reference']),
  taxCodeFrom: choiceOr('exporter', ['exporter', 'none']),
  check: choiceOr('co', ['co', 'syntax']),
}

const edifactProfileSchema = z.strictObject({
  kind: z.literal('edifact'),
  ...edifactContents,
  level: choiceOr('interchange', ['interchange', 'message']),
  scope: choiceOr('whole', ['whole', 'header-to-trailer', 'header-and-body']),
  existing: choiceOr('reject', ['reject', 'add']),
}) satisfies z.ZodType<EdifactProfileOptions>

const autackProfileSchema = z.strictObject({
  kind: z.literal('autack'),
  ...edifactContents,
  placed: choiceOr('beside', ['beside', 'inside']),
}) satisfies z.ZodType<AutackProfileOptions>

const kinds = z.discriminatedUnion('kind', [
  xmlProfileSchema,
  kdtProfileSchema,
  cmsProfileSchema,
  smimeProfileSchema,
  edifactProfileSchema,
  autackProfileSchema,
])

/** Most profiles are of XML signatures, so that kind goes without saying. */
export const profileSchema = z.preprocess(
  (value) => (isGroup(value) ? { ...value, kind: value.kind || 'xmldsig' } : value),
  kinds,
) satisfies z.ZodType<ProfileOptions>

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
