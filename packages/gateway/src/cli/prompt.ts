/**
 * Reads what must not be seen: PINs and passwords, from a terminal that shows nothing while they are typed,
 * or from stdin for scripts. Never from an argument: those stand in the process list and the shell's history.
 */
import { CongkyError } from '@congky/shared'
import { HiddenLine, SECRET_BYTES_MAX } from './hidden-line.ts'

/** The option of a command that takes its secret from stdin. */
export type SecretOption = '--pin-stdin' | '--value-stdin' | '--password-stdin' | '--passphrase-stdin'

/** The person pressed Ctrl+C at a prompt. */
export class PromptCancelled extends Error {
  override readonly name = 'PromptCancelled'
}

/**
 * Asks on the terminal; nothing of the answer appears, not even its length.
 *
 * @returns UTF-8 bytes. The caller zeroes them after use.
 * @throws {CongkyError} ERR_USAGE: there is no terminal; {@link PromptCancelled}
 */
export async function askHidden(
  question: string,
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  option: SecretOption,
): Promise<Buffer> {
  if (!input.isTTY) {
    throw new CongkyError('ERR_USAGE', {
      detail: {
        en: `There is no terminal to type on. Hand it over with ${option}`,
        vi: `Không có bàn phím để nhập. Hãy đưa vào qua ${option}`,
      },
    })
  }
  // Echo goes off before the question appears: whoever answers at once is not seen either.
  input.setRawMode(true)
  output.write(question)
  try {
    return await readKeys(input)
  } finally {
    input.setRawMode(false)
    input.pause()
    output.write('\n')
  }
}

function readKeys(input: NodeJS.ReadStream): Promise<Buffer> {
  const line = new HiddenLine()
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      const end = line.type(chunk)
      chunk.fill(0)
      if (end === 'more') return
      input.off('data', onData)
      if (end === 'done') resolve(line.take())
      else reject(new PromptCancelled())
    }
    input.on('data', onData)
    input.resume()
  })
}

/**
 * Reads a secret that a script hands over on stdin, without the line end that `echo` adds.
 *
 * @throws {CongkyError} ERR_USAGE: nothing came, or far too much.
 */
export async function readSecretFrom(input: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk)
    chunks.push(bytes)
    length += bytes.length
    if (length > SECRET_BYTES_MAX) throw usage('More than 4096 bytes came on stdin', 'stdin có hơn 4096 byte')
  }
  const all = Buffer.concat(chunks)
  for (const chunk of chunks) chunk.fill(0)
  let end = all.length
  while (end > 0 && (all[end - 1] === 0x0a || all[end - 1] === 0x0d)) end--
  if (end === 0) throw usage('Nothing came on stdin', 'stdin không có nội dung')
  return all.subarray(0, end)
}

function usage(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_USAGE', { detail: { en, vi } })
}
