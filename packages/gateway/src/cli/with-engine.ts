import type { SignatureEngine } from '../signature/profile.ts'
import type { ThreadedSignatureEngineOptions } from '../signature/signature-engine.ts'

/** A signature engine of this process alone, ended whatever happens. */
export async function withEngine<Result>(
  use: (engine: SignatureEngine) => Promise<Result>,
  options: ThreadedSignatureEngineOptions = { profiles: {} },
): Promise<Result> {
  const { ThreadedSignatureEngine } = await import('../signature/signature-engine.ts')
  const engine = new ThreadedSignatureEngine(options)
  await engine.start()
  try {
    return await use(engine)
  } finally {
    await engine.stop()
  }
}
