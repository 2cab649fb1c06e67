/**
 * The whole body of an answer, if it is not too long.
 *
 * @throws {Error} It is longer; the rest is not read.
 */
export async function readAtMost(body: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop ends the transfer.
  for await (const chunk of body) {
    size += chunk.length
    if (size > bytesMax) throw new Error(`more than ${bytesMax} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
