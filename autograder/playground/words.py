"""All that the drawing page says, by the names under which its HTML and its scripts ask for it.

Fields in braces are filled by the page; numbers come to them as text in the reader's language.
"""

from __future__ import annotations

from autograder.messages import Message, say

WORDS: dict[str, Message] = {
    # What stands in the page from the beginning.
    "kicker": say("Every network's answer, side by side"),
    "heading": say("Draw a digit"),
    "lead": say("The networks read along while you draw. Nothing that you draw leaves this page."),
    "sheet": say("Sheet to draw on"),
    "sheet_help": say(
        "With the keyboard: arrow keys move the cursor, Shift makes larger steps, Space sets the pen down and"
        " lifts it, Backspace undoes, Delete clears."
    ),
    "undo": say("Undo"),
    "clear": say("Clear"),
    "rubber": say("Rubber"),
    "width": say("Pen"),
    "begin_with": say("Or begin with one of these"),
    "preparation": say("What the networks get"),
    "centred": say("Centred"),
    "centred_about": say("fitted into 20 × 20, centred by its mass, as MNIST was made"),
    "shrunk": say("As drawn"),
    "shrunk_about": say("the whole sheet, only made smaller"),
    "answers": say("What each network says"),
    "gallery": say("Digits that many networks get wrong"),
    "gallery_about": say("None of them was learnt from. Tap one to load it, then draw over it."),
    "keep": say("Keep your digits"),
    "keep_about": say(
        "Say what you drew, and the picture that the networks get is kept with that label. Kept digits are in"
        " this page alone and are gone once you close it: download them before. numpy.load reads the file;"
        " its arrays are x_test and y_test."
    ),
    "keep_labels": say("Keep what is drawn as a"),
    "kept_list": say("Kept digits"),
    "download": say("Download as .npz"),
    "load_kept": say("Load such a file again"),
    "loaded_kept": say("Kept digits: {count}"),
    "no_kept": say(
        "This is no file of kept digits: such a one holds x_test (28 × 28 greys, uint8) and y_test (digits"
        " from 0 to 9)."
    ),
    "file": say("Load an image"),
    "file_about": say("A photograph or drawing of one digit. It stays in this page."),
    "script_needed": say("This page needs JavaScript: the networks run in your browser."),
    # What the scripts say of a drawing.
    "empty": say("Draw a digit from 0 to 9."),
    "small": say("That is very little ink. Draw a larger digit."),
    "solid": say("This is a filled shape, not a digit. Draw a digit with strokes."),
    "tangled": say("This looks like no digit. Clear the sheet and try again."),
    "unlike": say("This is unlike every digit that was learnt from. Draw a digit from 0 to 9."),
    "no_digit": say("The networks are not sure: to them this looks like no digit."),
    "none_shown": say("No network is shown. Choose some."),
    "all_say": say("All {all} networks say {digit}."),
    "most_say": say("{count} of {all} networks say {digit}; others say {others}."),
    "one_says": say("The network says {digit}."),
    "it_is": say("It is a {digit}."),
    # Of a network.
    "own": say("yours"),
    "accuracy": say("{percent} on test images"),
    "parameters": say("{count} parameters"),
    "untrained": say("Cannot be trained."),
    "no_answer": say("no answer yet"),
    "right": say("✓ right"),
    "wrong": say("✗ wrong"),
    "doubted": say("? no digit"),
    "shown": say("Choose networks: {shown} of {all} are shown"),
    "all": say("Show all"),
    "none": say("Show none"),
    # Inside of a network.
    "inside": say("See inside"),
    "nothing_inside": say("Draw a digit to see what goes on inside."),
    "signs": say("Blue is above zero; orange, in smaller squares, below. Stronger is farther from zero."),
    "maps": say("{count} maps of {rows} × {columns}"),
    "tap_map": say("Tap a map to see the kernel behind it."),
    "map": say("Map {map}: show its kernel"),
    "kernel": say("The kernel behind map {map}; its bias is {bias}."),
    "kernel_deep": say(
        "The kernel behind map {map}, with a part for each of the {channels} maps before; its bias is {bias}."
    ),
    "units": say("the {shown} loudest of {count} units"),
    "unit": say("unit {unit}"),
    "outputs": say("{count} outputs"),
    "output": say("output {unit}"),
    # Of digits to load and to keep.
    "sample": say("Load a {digit}"),
    "labelled": say("a {digit}"),
    "missed": say("{count} read it wrong"),
    "keep_as": say("Keep as a {digit}"),
    "nothing_to_keep": say("There is nothing to keep: the sheet is empty."),
    "kept": say("Kept as a {digit}. Digits kept: {count}."),
    "removed": say("Removed. Digits kept: {count}."),
    "remove": say("Remove kept digit {place}, a {digit}"),
    "blank_image": say("This image has one colour alone: there is no digit in it. Try another."),
    "no_image": say("Your browser cannot read this file as an image. Try a PNG or JPEG file."),
    # For the keyboard.
    "pen_down": say("Pen down: the arrow keys draw."),
    "pen_up": say("Pen up."),
}
