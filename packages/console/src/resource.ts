/** Data of a page: asked for when the page opens, again when what it depends on changes, or on demand. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ApiError } from './api.ts'

export interface Resource<T> {
  /** The newest answer; the one before stays while the next is on its way. null before the first. */
  readonly data: T | null
  readonly error: ApiError | null
  readonly isLoading: boolean
  reload(): Promise<void>
}

/** @param load Must end early when its signal fires: an answer that comes late is dropped. */
export function useResource<T>(
  load: (signal: AbortSignal) => Promise<T>,
  dependencies: readonly unknown[],
): Resource<T> {
  const [state, setState] = useState<Omit<Resource<T>, 'reload'>>({ data: null, error: null, isLoading: true })
  const running = useRef<AbortController | null>(null)
  const newest = useRef(load)
  newest.current = load

  const reload = useCallback(async () => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    setState((before) => ({ ...before, isLoading: true }))
    try {
      const data = await newest.current(controller.signal)
      if (!controller.signal.aborted) setState({ data, error: null, isLoading: false })
    } catch (error) {
      if (controller.signal.aborted) return
      setState((before) => ({ ...before, error: toApiError(error), isLoading: false }))
    }
  }, [])

  useEffect(() => {
    void reload()
    return () => running.current?.abort()
  }, dependencies)

  return { ...state, reload }
}

export function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, { detail: String(error) })
}
