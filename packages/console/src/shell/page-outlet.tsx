import type { ComponentType } from 'preact'
import { Empty, Loaded } from '../design/layout.tsx'
import type { PageEntry } from '../pages.ts'
import { useResource } from '../resource.ts'
import { can } from '../session.ts'
import { say } from '../text.ts'

/** Loads a page's own script when it is opened, and shows it to whom it may be shown. */
export function PageOutlet({ page }: { readonly page: PageEntry | undefined }) {
  if (!page) {
    return (
      <Empty icon="search" title={say('Không có trang này', 'There is no such page')}>
        {say('Chọn một trang ở trình đơn.', 'Choose a page from the menu.')}
      </Empty>
    )
  }
  if (!can(page.right)) {
    return (
      <Empty
        icon="lock"
        title={say('Trang này không dành cho vai trò của bạn', 'Your role does not include this page')}
      >
        {say('Nhờ người quản trị cấp quyền nếu bạn cần.', 'Ask an admin for the right if you need it.')}
      </Empty>
    )
  }
  return <LoadedPage key={page.path} page={page} />
}

function LoadedPage({ page }: { readonly page: PageEntry }) {
  const component = useResource<{ readonly Page: ComponentType }>(async () => ({ Page: await page.load() }), [])
  return <Loaded of={component}>{({ Page }) => <Page />}</Loaded>
}
