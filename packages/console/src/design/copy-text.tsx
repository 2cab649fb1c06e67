import { say } from '../text.ts'
import { Button } from './button.tsx'
import { toast } from './toast.tsx'

/** A code or hash with a button that copies it. */
export function CopyText({
  text,
  shown = text,
  label,
}: {
  readonly text: string
  readonly shown?: string
  readonly label: string
}) {
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    toast(say('Đã chép', 'Copied'))
  }
  return (
    <span class="copy-text">
      <code>{shown}</code>
      <Button kind="quiet" small icon="copy" label={`${say('Chép', 'Copy')} ${label}`} onClick={copy} />
    </span>
  )
}
