import { CongkyError, type ProfileOptions } from '@congky/shared'
import { isElementPath } from './xml/element-path.ts'

/** @throws {CongkyError} ERR_CONFIG_INVALID: a path of the profile is none. */
export function checkProfile(name: string, options: ProfileOptions): void {
  for (const path of pathsOf(options)) {
    if (path === null || isElementPath(path)) continue
    throw new CongkyError('ERR_CONFIG_INVALID', {
      detail: { en: `profiles.${name}: ${path} is no path`, vi: `profiles.${name}: ${path} không phải đường dẫn` },
    })
  }
}

function pathsOf(options: ProfileOptions): readonly (string | null)[] {
  switch (options.kind) {
    case 'xmldsig':
      return [options, ...options.alternatives].flatMap(({ signs, placedIn, taxCodePath }) => [
        'path' in signs ? signs.path : null,
        placedIn,
        taxCodePath,
      ])
    case 'kdt':
      return [options.signs, options.placedIn, options.taxCodePath]
    case 'cms':
    case 'smime':
    case 'edifact':
    case 'autack':
      return []
  }
}
