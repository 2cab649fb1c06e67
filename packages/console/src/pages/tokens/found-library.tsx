/** A library that the search found, with its tokens; taken into use with the names that a person gives them. */
import type { ConfigEditedView, FoundLibraryView, FoundTokenView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { TextField } from '../../design/field.tsx'
import { toast } from '../../design/toast.tsx'
import { formatDate } from '../../format.ts'
import { say } from '../../text.ts'

export function FoundLibrary(props: {
  readonly library: FoundLibraryView
  readonly revision: string
  readonly onAdded: () => unknown
}) {
  const { library, revision, onAdded } = props
  const { path, tokens, description } = library
  const [names, setNames] = useState<Readonly<Record<string, string>>>({})
  const nameOf = ({ serial, name }: FoundTokenView) => names[serial] ?? name
  const add = async () => {
    const chosen = tokens.map((token) => ({ serial: token.serial, name: nameOf(token).trim() || token.name }))
    const { needsRestart } = await call<ConfigEditedView>('POST', '/admin/modules', {
      body: { path, tokens: chosen },
      headers: { 'If-Match': `"${revision}"` },
    })
    toast(
      needsRestart.includes('modules')
        ? say('Đã ghi; khởi động lại cổng ký để dùng thư viện này', 'Saved; restart the gateway to use this library')
        : say('Đã thêm token', 'The tokens are in use'),
    )
    await onAdded()
  }
  return (
    <section class="certificate" aria-label={path}>
      <div>
        <h3 class="path">{fileName(path)}</h3>
        <p class="dim small-text path">{[description, path].filter(Boolean).join(' · ')}</p>
      </div>
      {tokens.map((token) => (
        <div class="fields" key={token.serial}>
          <TextField
            label={say(`Tên gọi cho token ${token.label}`, `Name for the token ${token.label}`)}
            hint={tokenHint(token)}
            value={nameOf(token)}
            onInput={(value) => setNames({ ...names, [token.serial]: value })}
            maxLength={64}
          />
        </div>
      ))}
      <div class="actions">
        <Button kind="primary" icon="plus" onClick={add}>
          {tokens.length === 1
            ? say('Dùng token này', 'Use this token')
            : say(`Dùng ${tokens.length} token này`, `Use these ${tokens.length} tokens`)}
        </Button>
      </div>
    </section>
  )
}

function tokenHint({ serial, certificates }: FoundTokenView): string {
  const number = say(`số sê-ri ${serial}`, `serial number ${serial}`)
  const [certificate] = certificates
  if (!certificate) return `${number} · ${say('chưa thấy chữ ký số', 'no certificate to be seen')}`
  const until = formatDate(certificate.notAfter)
  return [certificate.commonName, number, say(`hết hạn ${until}`, `ends ${until}`)].join(' · ')
}

export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}
