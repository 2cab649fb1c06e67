import { expect, test } from 'vitest'
import { chooseLanguage } from './language.ts'

test.each([
  [[], {}, 'vi'],
  [[], { LANG: 'en_US.UTF-8' }, 'en'],
  [[], { LANG: 'C.UTF-8' }, 'vi'],
  [[], { LANG: 'en_US.UTF-8', LC_ALL: 'vi_VN.UTF-8' }, 'vi'],
  [[], { LANG: 'en_US.UTF-8', CONGKY_LANG: 'vi' }, 'vi'],
  [['status', '--lang', 'en'], { CONGKY_LANG: 'vi' }, 'en'],
  [['--lang=vi', 'status'], { LANG: 'en_GB' }, 'vi'],
  [['--lang', 'fr'], {}, 'vi'],
  [['verify', '--', '--lang', 'en'], {}, 'vi'],
] as const)('%j with %j speaks %s', (argv, env, language) => {
  expect(chooseLanguage(argv, env)).toBe(language)
})
