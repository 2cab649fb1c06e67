/** The search for libraries on the gateway host: started here, watched until it is done. */
import type { ModuleScanView } from '@congky/shared'
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { toastError } from '../../design/toast.tsx'

const LOOK_MS = 400

export interface ModuleScanState {
  readonly scan: ModuleScanView | null
  start(): Promise<void>
  /** Asks how it stands now. */
  look(): Promise<void>
}

export function useModuleScan(): ModuleScanState {
  const [scan, setScan] = useState<ModuleScanView | null>(null)
  const look = async () => setScan(await call<ModuleScanView>('GET', '/admin/modules/scan'))
  const isRunning = scan?.state === 'running'
  useEffect(() => {
    look().catch(toastError)
  }, [])
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => void look().catch(() => {}), LOOK_MS)
    return () => clearInterval(timer)
  }, [isRunning])
  const start = async () => setScan(await call<ModuleScanView>('POST', '/admin/modules/scan', { body: {} }))
  return { scan, start, look }
}
