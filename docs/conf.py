"""How the pages of this folder are built: offline, from MyST Markdown."""

project = "privlab"
author = "privlab authors"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3
html_theme = "basic"
html_show_copyright = False
