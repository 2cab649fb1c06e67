/**
 * Building blocks of the schema. The parser hands over text only (see parse-yaml.ts), so each block says
 * how its text is to be read. A value left empty (`port:` and nothing behind it) counts as not written.
 */
import { isIP } from 'node:net'
import { type Bilingual, hasValidCheckDigit, parseTaxCode, type TaxCode, toCongkyError } from '@congky/shared'
import { z } from 'zod'
import { parseCertificateReference } from '../domain/certificate-reference.ts'

/** Explains a refinement in both languages; `describe-issue.ts` reads it back. */
export const because = (en: string, vi: string): { params: Bilingual } => ({ params: { en, vi } })

const emptyAsMissing = (value: unknown) => (value === '' ? undefined : value)
/** YAML's own words for nothing, which the failsafe schema reads as text. */
const nothingAsNull = (value: unknown) =>
  value === undefined || value === '' || value === '~' || value === 'null' ? null : value

/** Text of one line, trimmed, not empty. */
export const text = (lengthMax = 300) =>
  z
    .string()
    .trim()
    .min(1)
    .max(lengthMax)
    .refine(
      (value) => !/[\u0000-\u001f\u007f]/.test(value),
      because('holds control characters', 'chứa ký tự điều khiển'),
    )

/** A name that appears in commands and file names: no blanks, nothing to quote. */
export const name = () =>
  z
    .string()
    .refine(
      (value) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value),
      because(
        'a name has up to 64 letters without accents, digits, dots, dashes and underscores',
        'tên gồm tối đa 64 chữ cái không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới',
      ),
    )

export const integer = (min: number, max: number) =>
  z
    .string()
    .refine((value) => /^-?\d{1,15}$/.test(value), because('expected a whole number', 'cần một số nguyên'))
    .transform(Number)
    .pipe(z.number().min(min).max(max))

export const integerOr = (fallback: number, min: number, max: number) =>
  z.preprocess(emptyAsMissing, integer(min, max).default(fallback))

export const flagOr = (fallback: boolean) =>
  z.preprocess(
    emptyAsMissing,
    z
      .enum(['true', 'false'])
      .transform((value) => value === 'true')
      .default(fallback),
  )

export const choiceOr = <const Words extends readonly [string, ...string[]]>(fallback: Words[number], words: Words) =>
  z.preprocess(emptyAsMissing, z.enum(words).default(fallback as never))

export const orNull = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(nothingAsNull, schema.nullable())

export const orDefault = <Schema extends z.ZodType>(schema: Schema, fallback: z.input<Schema>) =>
  z.preprocess(emptyAsMissing, schema.prefault(fallback as never))

export const listOf = <Item extends z.ZodType>(item: Item, itemsMax: number) =>
  z.preprocess((value) => emptyAsMissing(value) ?? [], z.array(item).max(itemsMax))

/** A group of keys that may be left out as a whole when each of its keys has a default. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((value) => emptyAsMissing(value) ?? {}, z.strictObject(shape))

/** A host name or address as it stands in an address line, without a port; IPv6 with or without brackets. */
export const hostName = () =>
  text(253)
    .transform((value) => value.toLowerCase().replace(/^\[(.*)\]$/, '$1'))
    .refine(
      (value) => /^[a-z0-9._-]+$/.test(value) || (/^[0-9a-f:.]+$/.test(value) && value.split(':').length > 2),
      because('expected a host name or address without a port', 'cần một tên máy hoặc địa chỉ, không kèm cổng'),
    )

/** One address; what is no address at all is refused, whether mail arrives there shows only then. */
export const emailAddress = () =>
  text(254).refine(
    (value) => /^[^\s@<>(),;:"[\]]+@[^\s@<>(),;:"[\]]+\.[^\s@<>(),;:"[\]]+$/.test(value),
    because('expected an e-mail address such as lan@cong-ty.example', 'cần một địa chỉ email như lan@cong-ty.example'),
  )

/** Scheme, host and port of a web page, as a browser sends it. */
export const webOrigin = () =>
  text().refine(
    (value) => /^https?:\/\//.test(value) && URL.canParse(value) && new URL(value).origin === value,
    because(
      'expected an origin such as https://khai-bao.example or http://localhost:3000, without a path',
      'cần một nguồn gốc trang web như https://khai-bao.example hoặc http://localhost:3000, không kèm đường dẫn',
    ),
  )

/** The same over TLS only, written as browsers do: lower case, no port where it is the usual one. */
export const secureOrigin = () =>
  text()
    .refine(
      (value) => /^https:\/\/[^/?#@]+\/?$/i.test(value) && URL.canParse(value),
      because(
        'expected an address such as https://ky.van-phong.vn, with https and without a path',
        'cần một địa chỉ như https://ky.van-phong.vn, có https và không kèm đường dẫn',
      ),
    )
    .transform((value) => new URL(value).origin)

/** One address of one machine. */
export const ipAddress = () =>
  text(45)
    .refine(
      (value) => isIP(value) !== 0 && !/^[0:.]+$/.test(value),
      because(
        'expected the address of one machine, such as 127.0.0.1 or 192.168.1.5',
        'cần địa chỉ của một máy, như 127.0.0.1 hoặc 192.168.1.5',
      ),
    )
    .transform((value) => value.toLowerCase())

export const taxCode = () =>
  z.string().transform((value, context): TaxCode => {
    try {
      const taxCode = parseTaxCode(value)
      if (hasValidCheckDigit(taxCode)) return taxCode
      context.addIssue({
        code: 'custom',
        ...because(
          `tax code ${taxCode} has a wrong check digit: one of its digits is mistyped`,
          `mã số thuế ${taxCode} sai chữ số kiểm tra: có chữ số bị gõ nhầm`,
        ),
      })
    } catch (error) {
      const { en, vi } = { en: toCongkyError(error).text('en').message, vi: toCongkyError(error).text('vi').message }
      context.addIssue({ code: 'custom', ...because(en.replace(/\.$/, ''), vi.replace(/\.$/, '')) })
    }
    return z.NEVER
  })

/** A thumbprint in lower case or a serial number in upper case; colons and blanks between are dropped. */
export const certificateReference = () =>
  z.string().transform((value, context): string => {
    const reference = parseCertificateReference(value)
    if (reference !== null) return reference
    context.addIssue({
      code: 'custom',
      ...because(
        'a certificate is named by its serial number in hex or its SHA-256 thumbprint (64 hex digits)',
        'chữ ký số được ghi bằng số serial dạng hex hoặc thumbprint SHA-256 (64 ký tự hex)',
      ),
    })
    return z.NEVER
  })
