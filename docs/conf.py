"""How Sphinx builds the site (`make docs`): from the Markdown files of the repository, as they stand there."""

from sphinx.application import Sphinx

project = "dunbox"
copyright = "the dunbox contributors, Apache-2.0"  # noqa: A001 - Sphinx calls it so
html_title = "dunbox"

extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["docs/**.md", "scenarios/README.md", "examples/**/README.md", "[ACS]*.md"]
exclude_patterns = ["CHANGELOG.md"]

# Anchors as GitHub makes them, so that a link leads to its heading here and there.
myst_heading_anchors = 4
# What is not found fails the build. Files of the repository that are no pages are offered as they are.
nitpicky = True

# A word is shown as it is typed: `--set` is no dash.
smartquotes = False

html_theme = "furo"
html_copy_source = False
html_show_sphinx = False
html_static_path = ["site"]
html_css_files = ["dunbox.css"]
html_extra_path = ["site/index.html"]
# Whatever is read here is read from here: no font, script or picture of anybody else, nothing that counts readers.
html_theme_options = {"navigation_with_keys": True}
pygments_style = "friendly"
pygments_dark_style = "github-dark"


def setup(app: Sphinx) -> None:
    """Show two levels of a page's headings beside it: the references have hundreds."""
    app.connect("doctree-read", lambda app, _: app.env.metadata[app.env.docname].setdefault("tocdepth", 3))
