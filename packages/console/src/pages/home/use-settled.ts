import { useEffect, useRef, useState } from 'preact/hooks'

/** A value that changes often, at most once in `everyMs`; the last change is never left out. */
export function useSettled<T>(value: T, everyMs: number): T {
  const [settled, setSettled] = useState(value)
  const changedAt = useRef(0)
  useEffect(() => {
    if (Object.is(value, settled)) return
    const restMs = Math.max(0, changedAt.current + everyMs - Date.now())
    const timer = setTimeout(() => {
      changedAt.current = Date.now()
      setSettled(value)
    }, restMs)
    return () => clearTimeout(timer)
  }, [value, settled, everyMs])
  return settled
}
