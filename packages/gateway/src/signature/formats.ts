/** The kinds of signatures: a new one is a file of its own and a line here. */
import type { ProfileKind, ProfileOptions } from '@congky/shared'
import { cmsFormat } from './cms/cms-format.ts'
import { smimeFormat } from './cms/smime-format.ts'
import { autackFormat } from './edifact/autack-format.ts'
import { edifactFormat } from './edifact/edifact-format.ts'
import { kdtFormat } from './kdt/kdt-format.ts'
import type { SignatureFormat } from './signature-format.ts'
import { xmlFormat } from './xml/xml-format.ts'

const formats: Partial<Readonly<Record<ProfileKind, SignatureFormat>>> = {
  xmldsig: xmlFormat,
  kdt: kdtFormat,
  cms: cmsFormat,
  smime: smimeFormat,
  edifact: edifactFormat,
  autack: autackFormat,
}

/** @throws {Error} A profile of a kind that the table lacks. */
export function formatOf({ kind }: Pick<ProfileOptions, 'kind'>): SignatureFormat {
  const format = formats[kind]
  if (format) return format
  throw new Error(`there is no format ${kind}`)
}
