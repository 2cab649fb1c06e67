/**
 * The ds:Object that carries the claimed time of signing, in the shapes that receivers in the field expect.
 * The time of the first two has no zone and means Vietnam's (UTC+7, no summer time), whatever the zone of
 * this host.
 */
import type { XmlProfileOptions } from '@congky/shared'
import { xmlElement } from './xml-text.ts'

const VIETNAM_OFFSET_MS = 7 * 3_600_000

/**
 * @param signatureId Id of the Signature that the property speaks of.
 * @returns The Object, or an empty text when the profile wants none.
 */
export function signingTimeObject(
  shape: XmlProfileOptions['signingTime'],
  signedAt: Date,
  objectId: string,
  signatureId: string,
): string {
  if (shape === 'none') return ''
  const utc = `${signedAt.toISOString().slice(0, 19)}Z`
  const vietnam = new Date(signedAt.getTime() + VIETNAM_OFFSET_MS).toISOString().slice(0, 19)
  const time =
    shape === 'example-org'
      ? xmlElement('SigningTime', { xmlns: 'http://example.org/#signatureProperties' }, utc)
      : xmlElement('SigningTime', {}, vietnam)
  const property = xmlElement('SignatureProperty', { Target: `#${signatureId}` }, time)
  const properties = xmlElement('SignatureProperties', shape === 'no-namespace' ? { xmlns: '' } : {}, property)
  return xmlElement('Object', { Id: objectId }, properties)
}

/** The moment a SigningTime names; one without a zone is Vietnam's. Null when it is no time. */
export function parseSigningTime(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/.test(text)) return null
  const date = new Date(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}+07:00`)
  return Number.isNaN(date.getTime()) ? null : date
}
