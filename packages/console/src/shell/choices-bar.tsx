import { Button } from '../design/button.tsx'
import { language, say } from '../text.ts'
import { theme } from '../theme.ts'

/** Shows the other language in that language. */
export function LanguageSwitch() {
  const isVietnamese = language.value === 'vi'
  return (
    <Button
      kind="quiet"
      small
      onClick={() => {
        language.value = isVietnamese ? 'en' : 'vi'
      }}
    >
      <span lang={isVietnamese ? 'en' : 'vi'}>{isVietnamese ? 'English' : 'Tiếng Việt'}</span>
    </Button>
  )
}

export function ThemeSwitch() {
  const isDark =
    theme.value === 'dark' || (theme.value === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  return (
    <Button
      kind="quiet"
      small
      icon={isDark ? 'sun' : 'moon'}
      label={isDark ? say('Nền sáng', 'Light') : say('Nền tối', 'Dark')}
      onClick={() => {
        theme.value = isDark ? 'light' : 'dark'
      }}
    />
  )
}
