"""Small drawings of our own, 24 by 24, drawn in the colour of the words beside them."""

from __future__ import annotations

ICONS = {
    "agents": '<circle cx="9" cy="8" r="3.2"/><path d="M3 20c.4-4 2.7-6 6-6s5.6 2 6 6"/>'
    '<path d="M16 5.2a3 3 0 0 1 0 5.6M17.5 14.3c2.1.7 3.3 2.6 3.5 5.7"/>',
    "arrow": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "at": '<circle cx="12" cy="12" r="3.8"/><path d="M15.8 12v1.6a2.4 2.4 0 0 0 4.7 0V12'
    'a8.5 8.5 0 1 0-3.5 6.9"/>',
    "back": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z"/><path d="M10 21h4"/>',
    "block": '<circle cx="12" cy="12" r="8.5"/><path d="m6 6 12 12"/>',
    "book": '<path d="M5 4.5h9.5a3 3 0 0 1 3 3V20H8a3 3 0 0 1-3-3z"/><path d="M5 17a3 3 0 0 1 3'
    '-3h9.5"/>',
    "bot": '<rect x="5" y="8" width="14" height="11" rx="3"/><path d="M12 8V4.5M9 13v1M15 13v1'
    'M2.5 13v2M21.5 13v2"/>',
    "broken": '<path d="M6 6l12 12M18 6 6 18"/>',
    "burst": '<path d="M4 7h12M4 12h16M4 17h9"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/>'
    '<path d="M4 10h16M8.5 3v4M15.5 3v4"/>',
    "cannot_tell": '<path d="M9 9a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 1.8v.5M12 18h.01"/>',
    "chart": '<path d="M4 4v16h16"/><path d="M8.5 16v-4M13 16V7.5M17.5 16v-6"/>',
    "chat": '<path d="M4 5h16v11H9l-5 4z"/>',
    "clip": '<path d="m19 11-7.5 7.5a4.3 4.3 0 0 1-6-6l8-8a2.9 2.9 0 0 1 4 4l-8 8a1.4'
    ' 1.4 0 0 1-2-2l7-7"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3 2"/>',
    "copy": '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5.5 15H4V4h11v1.5"/>',
    "doc": '<path d="M6 3h8l4 4v14H6z"/><path d="M14 3v4h4M9 12h6M9 16h6"/>',
    "double": '<path d="m2.5 12.5 4.5 4.5L15.5 8M11 15.5l1.5 1.5L21.5 8"/>',
    "down": '<path d="m6 9 6 6 6-6"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M4.5 20h15"/>',
    "edit": '<path d="m4 20 1-4.5L16 4.5l3.5 3.5-11 11z"/><path d="m13.5 7 3.5 3.5"/>',
    "empty": '<path d="M4 13 7 5h10l3 8v6H4z"/><path d="M4 13h5l1 3h4l1-3h5"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z'
    '"/><circle cx="12" cy="12" r="2.8"/>',
    "eye_off": '<path d="M9.5 5.9A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.7 3.4'
    'M6 7.8A16 16 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 3.6-.8M4 4l16 16"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "flag": '<path d="M6 21V4M6 4.5h11l-2.5 4 2.5 4H6"/>',
    "gear": '<circle cx="12" cy="12" r="3"/><path d="M12 2.8v3M12 18.2v3M21.2 12h-3M5.8 12h-3'
    'M18.5 5.5l-2.1 2.1M7.6 16.4l-2.1 2.1M18.5 18.5l-2.1-2.1M7.6 7.6 5.5 5.5"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c2.6 2.5 3.7 5.3 3.7'
    ' 8.5s-1.1 6-3.7 8.5c-2.6-2.5-3.7-5.3-3.7-8.5s1.1-6 3.7-8.5"/>',
    "hand": '<path d="M8 12.5V5.8a1.4 1.4 0 0 1 2.8 0V11V4.4a1.4 1.4 0 0 1 2.8 0V11V5.8a1.4'
    ' 1.4 0 0 1 2.8 0V14c0 4-2 7-5.4 7-3 0-4.2-1.6-6.6-6.2-.9-1.8 1.4-2.9 2.5-1.3z"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/><path d="M9.7 9.5a2.4 2.4 0 1 1 3.4 2.2c-.7.4'
    '-1.1.9-1.1 1.6v.4M12 16.6h.01"/>',
    "home": '<path d="m3.5 11.5 8.5-7 8.5 7M6 10v9.5h12V10"/><path d="M10 19.5V14h4v5.5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11.2V16M12 8h.01"/>',
    "kept": '<path d="M20 6 9.5 17.5 4 12"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8-8M16 7.5l2.5 2.5"/>',
    "left": '<path d="m15 6-6 6 6 6"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3'
    'a4 4 0 0 0 5.7 5.7l1-1"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7 8 6 8-6"/>',
    "merge": '<path d="M6 4v3c0 4 6 4 6 9v4M18 4v3c0 2.5-2.3 3.5-4.2 5M9 17l3 3 3-3"/>',
    "minus": '<path d="M5 12h14"/>',
    "moon": '<path d="M19.5 14.3A8 8 0 0 1 9.7 4.5a8 8 0 1 0 9.8 9.8z"/>',
    "more": '<path stroke-width="3.2" d="M5 12h.01M12 12h.01M19 12h.01"/>',
    "mute": '<path d="M4 9.5h3.5L12 5v14l-4.5-4.5H4zM16 9.5l5 5M21 9.5l-5 5"/>',
    "note": '<path d="M5 4h14v10l-6 6H5z"/><path d="M13 20v-6h6"/>',
    "out": '<path d="M15 12H4M9 7l-5 5 5 5M14 4h6v16h-6"/>',
    "person": '<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20.5c.6-4.5 3.2-6.7 7.5-6.7'
    's6.9 2.2 7.5 6.7"/>',
    "phone": '<rect x="7" y="3" width="10" height="18" rx="2.5"/><path d="M11 18h2"/>',
    "picture": '<rect x="4" y="5" width="16" height="14" rx="2"/><path d="m4 16 5-5 4 4 3-3 4 4"/>',
    "pin": '<path d="M9 4h6l-.7 6 3.2 3.5h-11L9.7 10zM12 13.5V20"/>',
    "place": '<path d="M12 21s7-6.2 7-11a7 7 0 1 0-14 0c0 4.8 7 11 7 11z"/>'
    '<circle cx="12" cy="10" r="2.5"/>',
    "planned": '<path d="M5 12h.01M12 12h.01M19 12h.01"/>',
    "plug": '<path d="M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "pulse": '<path d="M3 12h4l2.5-6.5 5 13L17 12h4"/>',
    "receipt": '<path d="M6 3v18l2-1.3L10 21l2-1.3L14 21l2-1.3 2 1.3V3z"/>'
    '<path d="M9 8h6M9 12h6"/>',
    "refresh": '<path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4h-4"/>',
    "reply": '<path d="M10 6 4 12l6 6M4 12h9c4 0 6.5 2 7 6.5"/>',
    "right": '<path d="m9 6 6 6-6 6"/>',
    "save": '<path d="M5 4h11l3 3v13H5z"/><path d="M8.5 4v5h6V4M8.5 20v-6h7v6"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m20 20-4.8-4.8"/>',
    "send": '<path d="M4 12 20 4l-5 16-3-7z"/>',
    "shield": '<path d="M12 3 5 6v5c0 4.6 3 8.4 7 10 4-1.6 7-5.4 7-10V6z"/>'
    '<path d="m9 12 2 2 4-4"/>',
    "split": '<path d="M12 20v-5c0-4-6-4-6-8V4M12 15c0-4 6-4 6-8V4M3.5 6.5 6 4l2.5 2.5M15.5 6.5'
    'L18 4l2.5 2.5"/>',
    "star": '<path d="m12 4 2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.7 9.6 9z"/>',
    "statement": '<path d="M6 8h12M6 12h12M6 16h7"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2.5M12 19v2.5M21.5 12H19M5 12H2.5'
    'M18.7 5.3 17 7M7 17l-1.7 1.7M18.7 18.7 17 17M7 7 5.3 5.3"/>',
    "tag": '<path d="M4 4h8l8.5 8.5-7.5 7.5L4 11.5z"/><path d="M8.3 8.3h.01"/>',
    "today": '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3v4'
    'M15.5 3v4M9 15l2 2 4-4"/>',
    "trash": '<path d="M4.5 7h15M9.5 7V4h5v3M6.5 7l1 13h9l1-13M10.3 11v5M13.7 11v5"/>',
    "undo": '<path d="M8.5 5 4 9.5 8.5 14M4 9.5h9.5a5.5 5.5 0 0 1 0 11H9"/>',
    "up": '<path d="m6 15 6-6 6 6"/>',
    "upload": '<path d="M12 16V5M7 9l5-5 5 5M4.5 20h15"/>',
    "warning": '<path d="M12 4 2.8 19.5h18.4z"/><path d="M12 10v4.5M12 17h.01"/>',
    "wifi_off": '<path d="M4 4l16 16M8.5 15a5 5 0 0 1 7 0M12 19h.01M5 11.3a10 10 0 0 1 4-2.4'
    'M2 8a14 14 0 0 1 4-2.6M13 8.6c2.3.2 4.3 1.1 6 2.7M11 4.1c4.2-.3 8 1 11 3.9"/>',
}  # fmt: skip
