import { actionLabels, type Notice, type NoticeAction } from '../../present/page/notices.ts'
import './notices.css'

interface Props {
  onAction(action: NoticeAction): void
}

/** A notice above the list. */
export function Banner({ notice, onAction }: Props & { notice: Notice }) {
  return (
    <div class={`banner ${notice.tone}`} role="status">
      <span>{notice.text}</span>
      {notice.action !== undefined && <Action action={notice.action} onAction={onAction} />}
    </div>
  )
}

/** A notice in place of an empty list. */
export function EmptyState({ notice, onAction }: Props & { notice: Notice }) {
  return (
    <div class="emptyState" role="status">
      <p>{notice.text}</p>
      {notice.action !== undefined && <Action action={notice.action} onAction={onAction} />}
    </div>
  )
}

function Action({ action, onAction }: Props & { action: NoticeAction }) {
  return (
    <button type="button" onClick={() => onAction(action)}>
      {actionLabels[action]}
    </button>
  )
}
