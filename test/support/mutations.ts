/** Documents that were well-formed once: bytes changed, cut, doubled and exchanged, repeatable by seed. */
import { type Random, randomBySeed } from './customs-envelopes.ts'

/** Pieces that change the meaning of what stands around them, in XML. */
const XML_SPLINTERS = [
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    '/',
    '=',
    ':',
    '\0',
    '\ufffe',
    '\u2028',
    ']]>',
    '-->',
    '?>',
    '<![CDATA[',
    '<!--',
    '<?xml ',
  ],
  ...['&#0;', '&#x110000;', '&x;', '<!DOCTYPE a>', ' xmlns=""', ' xmlns:a="a"', ' Id="x"', ' xml:id="x"', 'xml:', '\r'],
  ...['<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">', '</Signature>', '<SignedInfo>', '<DigestValue>', '#'],
]

/**
 * @param splinters What may be put in; by default what means something in XML.
 * @returns One change away, or two from the document; seldom the same.
 */
export function mutate(
  document: string | Uint8Array,
  seed: string,
  splinters: readonly string[] = XML_SPLINTERS,
): Buffer {
  const random = randomBySeed(`mutation ${seed}`)
  const once = change(Buffer.from(document), random, splinters)
  return random.below(3) === 0 ? change(once, random, splinters) : once
}

function change(bytes: Buffer<ArrayBuffer>, random: Random, splinters: readonly string[]): Buffer<ArrayBuffer> {
  const at = random.below(bytes.length + 1)
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  const some = Math.min(after.length, 1 + random.below(40))
  switch (random.below(7)) {
    case 0: // one byte is another
      return Buffer.concat([before, Buffer.of(random.below(256)), after.subarray(1)])
    case 1: // a part is missing
      return Buffer.concat([before, after.subarray(some)])
    case 2: // a part stands there twice
      return Buffer.concat([before, after.subarray(0, some), after])
    case 3: // the end is missing
      return Buffer.from(before)
    case 4: {
      // a part stands elsewhere
      const rest = Buffer.concat([before, after.subarray(some)])
      const there = random.below(rest.length + 1)
      return Buffer.concat([rest.subarray(0, there), after.subarray(0, some), rest.subarray(there)])
    }
    case 5: // one part many times
      return Buffer.concat([before, ...Array.from({ length: 300 }, () => after.subarray(0, some)), after])
    default:
      return Buffer.concat([before, Buffer.from(random.pick(splinters)), after])
  }
}
