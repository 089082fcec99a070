// Package scenarios is the notation: it reads a study from YAML files into a Scenario, checks its form and keeps the
// position of everything that was written. What the settings of an asset mean is no business of this room: it knows
// neither kinds nor equations.
//
// Load reads the file, its overlays and every recorded file that they name, so that all that follows is pure. Reading
// goes in these steps, each of which reports all faults that it finds:
//
//  1. source.Parse: the YAML.
//  2. form.go, sections.go: known keys and forms of every section (NOTATION.md, section 3).
//  3. names.go: names, reserved words, the one name space.
//  4. like.go: `like` of assets, as in the file.
//  5. overlay.go, path.go: overlays and settings, each a path with a value.
//  6. copies.go: the flat list of assets.
//  7. files.go: recorded files.
//  8. variant.go: every variant is made once, so that its faults come with the others.
//
// A variant is a list of patches that gives another Scenario. Patches never write to a node: they copy the nodes on their
// way, so scenarios share what is equal, and a value that a variant sets has the position of the variant's own line.
package scenarios
