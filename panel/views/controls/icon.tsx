const paths = {
  record: 'M8 3.5a4.5 4.5 0 1 0 .01 0z',
  stop: 'M4 4h8v8h-8z',
  clear:
    'M8 2a6 6 0 1 0 .01 0zm0 1.5a4.5 4.5 0 0 1 2.7.9l-6.3 6.3A4.5 4.5 0 0 1 8 3.5zm0 9a4.5 4.5 0 0 1-2.7-.9l6.3-6.3A4.5 4.5 0 0 1 8 12.5z',
  open: 'M7.25 11V5.6L5 7.8 4 6.8 8 3l4 3.8-1 1-2.25-2.2V11zM2.5 10H4v2.5h8V10h1.5v4h-11z',
  export: 'M8.75 3v5.4L11 6.2l1 1-4 3.8-4-3.8 1-1 2.25 2.2V3zM2.5 10H4v2.5h8V10h1.5v4h-11z',
  settings:
    'M6.9 2h2.2l.3 1.7 1 .5 1.6-.7 1.5 1.9-1.1 1.3.1 1.1 1.4 1-.9 2.2-1.7-.2-.8.8.2 1.7-2.2.9-1-1.4H6.5l-1 1.4-2.2-.9.2-1.7-.8-.8-1.7.2-.9-2.2 1.4-1V6.7L.9 5.4l1.5-1.9 1.6.7 1-.5zM8 6a2 2 0 1 0 .01 0z',
  close: 'M4.3 3.2L8 6.9l3.7-3.7 1.1 1.1L9.1 8l3.7 3.7-1.1 1.1L8 9.1l-3.7 3.7-1.1-1.1L6.9 8 3.2 4.3z',
} as const

/** A drawing on a button. The button carries the words. */
export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  )
}

interface IconButtonProps {
  icon: keyof typeof paths
  label: string
  title: string
  disabled?: boolean
  onClick(): void
}

/** A button with a drawing and no visible text. */
export function IconButton({ icon, label, ...rest }: IconButtonProps) {
  return (
    <button type="button" class="iconButton" aria-label={label} {...rest}>
      <Icon name={icon} />
    </button>
  )
}
