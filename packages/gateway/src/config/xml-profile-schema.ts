/** How a profile of XML signatures is written in the configuration. */
import type { XmlProfileOptions } from '@congky/shared'
import { z } from 'zod'
import { because, choiceOr, flagOr, listOf, orNull, text } from './fields.ts'
import { DIGESTS, elementPath } from './profile-fields.ts'

const id = () =>
  text(200).refine(
    (value) => /^[\p{L}_][\p{L}\p{N}._-]*$/u.test(value),
    because(
      'an Id starts with a letter or _, and holds no blanks',
      'Id bắt đầu bằng chữ cái hoặc _, không chứa dấu cách',
    ),
  )

/** What is signed: exactly one of the three ways to say it. */
const signs = z
  .strictObject({ whole: z.literal('true').optional(), path: elementPath().optional(), id: id().optional() })
  .transform((value, context): XmlProfileOptions['signs'] => {
    const { whole, path, id } = value
    if ([whole, path, id].filter((way) => way !== undefined).length === 1) {
      if (path !== undefined) return { path }
      if (id !== undefined) return { id }
      return { whole: true }
    }
    context.addIssue({
      code: 'custom',
      ...because('write one of: whole: true, path: …, id: …', 'ghi đúng một trong: whole: true, path: …, id: …'),
    })
    return z.NEVER
  })

const alternative = z.strictObject({
  signs: z.strictObject({ path: elementPath() }),
  placedIn: orNull(elementPath()),
  taxCodePath: orNull(elementPath()),
})

const CANONICALIZATIONS = [
  'c14n',
  'c14n-comments',
  'c14n11',
  'c14n11-comments',
  'exc-c14n',
  'exc-c14n-comments',
] as const
const KEY_INFO_PARTS = ['key-value', 'subject-name', 'issuer-serial', 'certificate'] as const

export const xmlProfileSchema = z
  .strictObject({
    kind: z.literal('xmldsig'),
    signs,
    alternatives: listOf(alternative, 20),
    newId: orNull(id()),
    idAttribute: choiceOr('Id', ['Id', 'ID', 'id']),
    placedIn: orNull(elementPath()),
    createParent: flagOr(false),
    replacesElement: flagOr(false),
    digest: choiceOr('sha256', DIGESTS),
    canonicalization: choiceOr('c14n', CANONICALIZATIONS),
    envelopedTransform: flagOr(false),
    keyInfo: listOf(z.enum(KEY_INFO_PARTS), KEY_INFO_PARTS.length).transform((parts): XmlProfileOptions['keyInfo'] =>
      parts.length === 0 ? ['subject-name', 'certificate'] : parts,
    ),
    signingTime: choiceOr('none', ['none', 'ds', 'no-namespace', 'example-org']),
    signingTimeReferenced: flagOr(false),
    existing: choiceOr('reject', ['reject', 'add']),
    taxCodePath: orNull(elementPath()),
    xades: choiceOr('none', ['none', 'bes', 't']),
  })
  .refine((profile) => !profile.createParent || profile.placedIn !== null, {
    path: ['createParent'],
    ...because('needs placedIn: the root always exists', 'cần có placedIn: phần tử gốc luôn tồn tại'),
  })
  .refine((profile) => !profile.replacesElement || (profile.placedIn !== null && !profile.createParent), {
    path: ['replacesElement'],
    ...because(
      'needs placedIn, and goes without createParent: the signature itself is that element',
      'cần có placedIn và không dùng cùng createParent: chữ ký chính là phần tử đó',
    ),
  })
  .refine((profile) => !profile.replacesElement || profile.placedIn !== null, {
    path: ['replacesElement'],
    ...because('needs placedIn: the element to replace', 'cần có placedIn: phần tử được thay thế'),
  })
  .refine((profile) => profile.newId === null || 'path' in profile.signs, {
    path: ['newId'],
    ...because('only goes with signs.path', 'chỉ dùng cùng signs.path'),
  })
  .refine((profile) => profile.alternatives.length === 0 || 'path' in profile.signs, {
    path: ['alternatives'],
    ...because('only go with signs.path', 'chỉ dùng cùng signs.path'),
  })
  .refine((profile) => !profile.signingTimeReferenced || profile.signingTime !== 'none', {
    path: ['signingTimeReferenced'],
    ...because('needs a signingTime', 'cần có signingTime'),
  }) satisfies z.ZodType<XmlProfileOptions>
