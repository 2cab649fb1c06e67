/**
 * Which octets of its content a KDT signature is over. No public text says it, and the one sample that can be
 * found fits none of them, so a profile chooses one to sign, and a reader tries all of them.
 */
import type { KdtProfileOptions } from '@congky/shared'
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { decodeBase64 } from '../base64.ts'
import { defaultCanonicalization } from '../xml/algorithms.ts'
import { canonicalBytes } from '../xml/canonical-form.ts'

export type KdtOctets = KdtProfileOptions['octets']

/** An element whose content is signed. */
export interface KdtContent {
  readonly document: XmlDocument
  readonly element: XmlElement
  /** The bytes between its tags as they stand in the document. */
  readonly written: Buffer
}

export const KDT_OCTETS: readonly KdtOctets[] = ['content-text', 'content-decoded', 'content-element']

const LT = 0x3c
const AMPERSAND = 0x26

/** Null where the content has no such form. */
export function kdtOctets(octets: KdtOctets, content: KdtContent): Buffer | null {
  switch (octets) {
    case 'content-text':
      return plainText(content.written)
    case 'content-decoded':
      return decodeBase64(content.written.toString('latin1'))
    case 'content-element': {
      const { document, element } = content
      return canonicalBytes(document, element, { canonicalization: defaultCanonicalization, comments: false })
    }
  }
}

/**
 * Every form that a signer may have meant, for verifying. Line ends are CR LF in some documents, which readers
 * of XML see as LF (XML 1.0, 2.11), so text is tried both ways.
 */
export function* readingsOf(content: KdtContent): Generator<{ readonly octets: KdtOctets; readonly bytes: Buffer }> {
  for (const octets of KDT_OCTETS) {
    const bytes = kdtOctets(octets, content)
    if (bytes === null) continue
    yield { octets, bytes }
    if (octets === 'content-text' && bytes.includes(0x0d)) {
      yield { octets, bytes: Buffer.from(bytes.toString('latin1').replace(/\r\n?/g, '\n'), 'latin1') }
    }
  }
}

/** Text that stands there in one way only: no references, sections or comments, which readers resolve or skip. */
function plainText(written: Buffer): Buffer | null {
  const isPlain = !written.includes(LT) && !written.includes(AMPERSAND)
  return isPlain && written.toString('latin1').trim() !== '' ? written : null
}
