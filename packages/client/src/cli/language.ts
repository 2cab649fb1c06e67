import type { Language } from '@congky/shared'

/**
 * The language of all output: `--lang`, else CONGKY_LANG, else English where the system speaks it, else
 * Vietnamese. Found before the arguments are parsed, since help and complaints about them are texts too.
 */
export function chooseLanguage(args: readonly string[], env: NodeJS.ProcessEnv): Language {
  const at = args.indexOf('--lang')
  const wish = at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith('--lang='))?.slice('--lang='.length)
  for (const value of [wish, env.CONGKY_LANG]) if (value === 'vi' || value === 'en') return value
  return /^en/i.test(env.LC_ALL || env.LANG || '') ? 'en' : 'vi'
}
