"""Score sheets and counts -> page data -> HTML.

Decides what a page says, and leaves working out and drawing of charts to `reports`. Begin with `site`;
`class_page` and `student_page` make the two kinds, `references` says what both stand beside, `redaction`
bounds what a page quotes of student code.
"""
