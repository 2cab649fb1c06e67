import { CongkyError } from '@congky/shared'

/** The code of the error that it throws. */
export function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof CongkyError) return error.code
    throw error
  }
  return 'nothing thrown'
}
