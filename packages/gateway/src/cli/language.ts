import type { Language } from '@congky/shared'

/**
 * The language to speak: `--lang`, else `CONGKY_LANG`, else English where the system's locale is English,
 * else Vietnamese: those who use the gateway read it, whatever their server was installed in.
 */
export function chooseLanguage(argv: readonly string[], env: NodeJS.ProcessEnv): Language {
  const asked = optionValue(argv, '--lang') ?? env.CONGKY_LANG
  if (asked === 'vi' || asked === 'en') return asked
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  return locale.toLowerCase().startsWith('en') ? 'en' : 'vi'
}

/** The value of an option before anything else is parsed: even the help needs to know the language. */
function optionValue(argv: readonly string[], name: string): string | undefined {
  const at = argv.findIndex((word) => word === name || word.startsWith(`${name}=`))
  const word = argv[at]
  if (word === undefined || argv.slice(0, at).includes('--')) return undefined
  return word === name ? argv[at + 1] : word.slice(name.length + 1)
}
