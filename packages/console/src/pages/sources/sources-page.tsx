/** Databases with documents to sign: the list, and the form of one of them. */
import type { SourcesView } from '@congky/shared'
import { useEffect } from 'preact/hooks'
import { call } from '../../api.ts'
import { Loaded, Notice, PageHead } from '../../design/layout.tsx'
import { useResource } from '../../resource.ts'
import { href, route } from '../../router.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { SourceEditor } from './source-editor.tsx'
import { SourceList } from './source-list.tsx'
import './sources.css'

/** A database that comes back shows up by itself. */
const RELOAD_MS = 4_000

export function SourcesPage() {
  const [, name] = route.value.segments
  const sources = useResource<SourcesView>((signal) => call('GET', '/admin/sources', { signal }), [])
  useEffect(() => {
    if (name !== undefined) return
    const timer = setInterval(() => void sources.reload(), RELOAD_MS)
    return () => clearInterval(timer)
  }, [name])
  return (
    <Loaded of={sources}>
      {(view) => {
        if (name === undefined) return <SourceList view={view} reload={sources.reload} />
        const source = view.sources.find((each) => each.name === name) ?? null
        if (!can('configure') || (source === null && name !== 'new')) return <Unknown name={name} />
        return <SourceEditor key={name} view={view} source={source} reload={sources.reload} />
      }}
    </Loaded>
  )
}

function Unknown({ name }: { readonly name: string }) {
  return (
    <>
      <PageHead title={say('Cơ sở dữ liệu', 'Databases')} back={href('/sources')} />
      <Notice tone="warn" title={say(`Không mở được “${name}”`, `“${name}” cannot be opened`)}>
        {say(
          'Cơ sở dữ liệu này không còn trong cấu hình, hoặc tài khoản của bạn không được sửa.',
          'It is no longer configured, or your account may not edit it.',
        )}
      </Notice>
    </>
  )
}
