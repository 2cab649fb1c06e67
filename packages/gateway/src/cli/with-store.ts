import { CongkyError } from '@congky/shared'
import type { StoreReader } from '../store/store-reader.ts'
import type { Cli } from './cli.ts'

/**
 * Reads the state database beside a running or stopped gateway, and closes it whatever happens.
 *
 * @throws {CongkyError} ERR_STATE_MISSING: no gateway ever ran with this state folder.
 */
export async function withStore<Result>(cli: Cli, read: (store: StoreReader) => Promise<Result>): Promise<Result> {
  const store = await openStore(cli.loadConfig().config.stateDir)
  try {
    return await read(store)
  } finally {
    store.close()
  }
}

async function openStore(stateDir: string): Promise<StoreReader> {
  const { openStoreReader } = await import('../store/store-reader.ts')
  try {
    return openStoreReader(stateDir)
  } catch (cause) {
    if (!(cause instanceof CongkyError && cause.code === 'ERR_NOT_FOUND')) throw cause
    throw new CongkyError('ERR_STATE_MISSING', { folder: stateDir }, { cause })
  }
}
