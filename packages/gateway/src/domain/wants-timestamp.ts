import type { ProfileOptions } from '@congky/shared'

/** Whether a signature of the profile cannot be completed without a time-stamp authority. */
export function wantsTimestamp(options: ProfileOptions): boolean {
  switch (options.kind) {
    case 'xmldsig':
      return options.xades === 't'
    case 'cms':
      return options.cades === 't'
    case 'kdt':
    case 'smime':
    case 'edifact':
    case 'autack':
      return false
  }
}
