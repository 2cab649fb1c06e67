import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Verdict } from './verdict.ts'

const PROGRAM = fileURLToPath(new URL('./VerifyXml.java', import.meta.url))

export interface JudgeWithJavaOptions {
  /** JDK 17 refuses SHA-1 in signatures unless it is told otherwise. Default: false. */
  readonly allowSha1?: boolean
}

/** Asks the JDK's own XML-DSig about every signature in a document. Takes a second or two to start. */
export async function judgeWithJava(signed: Uint8Array, options: JudgeWithJavaOptions = {}): Promise<Verdict> {
  const [verdict] = await judgeAllWithJava([signed], options)
  return verdict ?? { accepted: false, detail: 'java said nothing' }
}

/** As `judgeWithJava`, for many documents with one start of Java. */
export async function judgeAllWithJava(
  documents: readonly Uint8Array[],
  { allowSha1 = false }: JudgeWithJavaOptions = {},
): Promise<readonly Verdict[]> {
  const folder = await mkdtemp(join(tmpdir(), 'judge-'))
  try {
    const files = documents.map((_, index) => join(folder, `${index}.xml`))
    await Promise.all(documents.map((document, index) => writeFile(files[index] ?? '', document)))
    const { output, problem } = await run([PROGRAM, ...(allowSha1 ? ['--insecure'] : []), ...files])
    const lines = output.split('\n').filter((line) => /^(OK|FAIL) /.test(line))
    return files.map((_, index) => {
      const detail = lines[index] ?? (problem || 'java said nothing')
      return { accepted: detail.startsWith('OK '), detail }
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(args: readonly string[]): Promise<{ readonly output: string; readonly problem: string }> {
  return new Promise((resolve) => {
    execFile('java', args, { maxBuffer: 16 * 1024 * 1024 }, (_, output, problem) => resolve({ output, problem }))
  })
}
