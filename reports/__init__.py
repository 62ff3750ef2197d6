"""Finished page data -> one self-contained HTML file. Knows no course, no sheet and no network.

Begin with `render`. `page_data` is what a page is made of, `charts` and `views` work out the rest beforehand,
`templates` calculate nothing; `formats` writes numbers, `digit_pictures` draws digits.
"""
