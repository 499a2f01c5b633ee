"""Views of a page that members keep."""
