"""The pages: each reads the library, renders a template or sends the browser on."""
