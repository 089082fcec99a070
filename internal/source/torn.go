package source

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// part is what a scalar in braces or brackets is of an expression that commas have torn apart.
type part uint8

const (
	whole  part = iota // it stands for itself
	start              // the expression begins in it
	inside             // it is a further piece
)

// torn finds unquoted expressions that YAML cuts at a comma: {x: max(a, b)} reads as {x: "max(a", "b)": null}. It reports
// each once, at its first piece, and gives the part of every piece.
func (p *parser) torn(y *yaml.Node) map[*yaml.Node]part {
	if y.Style&yaml.FlowStyle == 0 {
		return nil
	}
	var parts map[*yaml.Node]part
	mark := func(n *yaml.Node, what part) {
		if parts == nil {
			parts = map[*yaml.Node]part{}
		}
		parts[n] = what
	}
	var first, last *yaml.Node
	depth := 0
	for i, c := range y.Content {
		open, plain := 0, c.Kind == yaml.ScalarNode && c.Style&quotes == 0
		if plain {
			open = strings.Count(c.Value, "(") - strings.Count(c.Value, ")")
		}
		switch {
		case first == nil && open == 0:
			continue
		case first == nil:
			first, depth = c, open
			mark(c, start)
		default:
			depth += open
			mark(c, inside)
		}
		if !isEmpty(c) {
			last = c
		}
		if depth <= 0 && plain {
			p.tornFault(first, last)
			first = nil
			// the null that YAML puts behind the last piece belongs to it
			if y.Kind == yaml.MappingNode && i%2 == 0 && i > 0 {
				mark(y.Content[i+1], inside)
			}
		}
	}
	if first != nil {
		p.tornFault(first, last)
	}
	return parts
}

// tornFault reports the expression that begins at first and ends with last.
func (p *parser) tornFault(first, last *yaml.Node) {
	pos := p.pos(first.Line, first.Column)
	if first == last {
		p.faults.Add(pos, runes(first.Value), "quote the expression", "a bracket without its partner in %s", first.Value)
		return
	}
	text := first.Value + ", ..."
	if line := []rune(p.lines[first.Line-1]); first.Line == last.Line {
		if end := last.Column - 1 + runes(last.Value); end <= len(line) && end > first.Column {
			text = string(line[first.Column-1 : end])
		}
	}
	p.faults.Add(pos, runes(text), `quote the expression: "`+strings.ReplaceAll(text, `"`, `'`)+`"`, "a comma cuts this value into pieces")
}
