package source

import (
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// node turns a value of yaml.v3 into ours and reports what the notation refuses.
func (p *parser) node(y *yaml.Node, depth int) *Node {
	n := &Node{Pos: p.pos(y.Line, y.Column)}
	p.count++
	if depth > maxDepth || p.count > maxNodes {
		if n.Bad = true; p.count <= maxNodes+1 {
			p.faults.Add(n.Pos, 1, "", "the file nests too deeply or holds too many values")
		}
		return n
	}
	p.refuse(y, n)
	switch y.Kind {
	case yaml.MappingNode:
		n.Kind, n.Flow = Map, y.Style&yaml.FlowStyle != 0
		p.mapping(y, n, depth)
	case yaml.SequenceNode:
		n.Kind, n.Flow = List, y.Style&yaml.FlowStyle != 0
		p.sequence(y, n, depth)
	case yaml.ScalarNode:
		p.scalar(y, n)
	}
	return n
}

// quotes are the styles in which every text is allowed.
const quotes = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

// refuse reports anchors, aliases and tags.
func (p *parser) refuse(y *yaml.Node, n *Node) {
	switch {
	case y.Kind == yaml.AliasNode:
		n.Bad, n.width = true, runes(y.Value)+1
		p.faults.At(n, "write the value out, or quote it if it is meant as text", "an alias (*%s)", y.Value)
	case y.Anchor != "":
		n.Bad = true
		p.faults.Add(n.Pos, runes(y.Anchor)+1, "give the value a name under parameters, or quote it if it is meant as text", "an anchor (&%s)", y.Anchor)
	case y.Style&yaml.TaggedStyle != 0:
		n.Bad = true
		p.faults.Add(n.Pos, runes(y.Tag), "leave it out, or quote the value if it is meant as text", "a tag (%s)", y.Tag)
	}
}

// scalar takes a value as written.
func (p *parser) scalar(y *yaml.Node, n *Node) {
	n.Text, n.Quoted = y.Value, y.Style&quotes != 0
	if n.width = runes(y.Value); y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		n.width += 2
	}
}

// isEmpty reports a value that is not there: nothing, or one of YAML's words for nothing.
func isEmpty(y *yaml.Node) bool {
	if y.Kind != yaml.ScalarNode || y.Style&(quotes|yaml.TaggedStyle) != 0 || y.Anchor != "" {
		return false
	}
	switch y.Value {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// mapping reads keys and values.
func (p *parser) mapping(y *yaml.Node, n *Node, depth int) {
	torn, seen := p.torn(y), make(map[string]*Node, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		yk, yv := y.Content[i], y.Content[i+1]
		if torn[yk] == inside {
			continue
		}
		key := p.key(yk, depth)
		if key == nil {
			p.node(yv, depth+1)
			continue
		}
		var value *Node
		switch {
		case torn[yv] != whole:
			value = &Node{Pos: p.pos(yv.Line, yv.Column), Text: yv.Value, Bad: true}
		case torn[yk] == start:
			value = &Node{Pos: key.Pos, Bad: true}
		case isEmpty(yv) && p.decimalComma(n, key):
			continue
		case isEmpty(yv):
			value = p.empty(key, yv)
		default:
			value = p.node(yv, depth+1)
		}
		if first := seen[key.Text]; first != nil {
			p.faults.At(key, "keep one of them", "%q stands here twice, first in line %d", key.Text, first.Pos.Line)
			continue
		}
		seen[key.Text] = key
		n.Keys, n.Items = append(n.Keys, key), append(n.Items, value)
	}
}

var (
	wholePart = regexp.MustCompile(`^[+-]?[0-9]+$`)
	fraction  = regexp.MustCompile(`^[0-9]+(?: +\S+)?$`)
)

// decimalComma reports a number with a comma in braces, which ends there: 12,5 EUR is 12, and a key without a value. What was meant
// takes its place.
func (p *parser) decimalComma(n, key *Node) bool {
	if !n.Flow || len(n.Items) == 0 || key.Quoted || !fraction.MatchString(key.Text) {
		return false
	}
	last := n.Items[len(n.Items)-1]
	if last.Kind != Scalar || last.Quoted || last.Bad || !wholePart.MatchString(last.Text) {
		return false
	}
	said := last.Text + "," + key.Text
	last.Text += "." + key.Text
	p.faults.Add(last.Pos, runes(said), "write "+last.Text+" with a point", "a comma inside a number")
	return true
}

// key reads a key, nil if it cannot be one.
func (p *parser) key(y *yaml.Node, depth int) *Node {
	n := p.node(y, depth+1)
	switch {
	case n.Kind != Scalar:
		p.faults.At(n, "quote the value if brackets are meant as text", "%s where a key is due", n.Kind)
		return nil
	case n.Text == "<<" && !n.Quoted:
		p.faults.At(n, "write the keys out; assets have like", "a merge key (<<)")
		return nil
	case n.Text == "" && !n.Bad:
		p.faults.At(n, "write a name before the colon", "an empty key")
		return nil
	}
	return n
}

// empty reports a key without a value and says why that may be.
func (p *parser) empty(key *Node, y *yaml.Node) *Node {
	name, rest, glued := strings.Cut(key.Text, ":")
	switch {
	case glued && rest != "" && !key.Quoted:
		p.faults.At(key, "put a space after the colon: "+name+": "+strings.TrimSpace(rest), "%q has an empty value", key.Text)
		key.Text = name // what was meant, so that it is not missed
	case key.Quoted:
		p.faults.At(key, "write a colon and a value behind it", "%q has an empty value", key.Text)
	default:
		p.faults.At(key, "give it a value, or leave the key out", "%q has an empty value", key.Text)
	}
	return &Node{Pos: key.Pos, Text: y.Value, Bad: true}
}

// sequence reads the values of a list.
func (p *parser) sequence(y *yaml.Node, n *Node, depth int) {
	torn := p.torn(y)
	for _, c := range y.Content {
		switch {
		case torn[c] == inside:
		case torn[c] == start:
			n.Items = append(n.Items, &Node{Pos: p.pos(c.Line, c.Column), Text: c.Value, Bad: true})
		case isEmpty(c):
			v := &Node{Pos: p.pos(c.Line, c.Column), Bad: true}
			p.faults.Add(v.Pos, 1, "give it a value, or take the comma or dash away", "an empty value in a list")
			n.Items = append(n.Items, v)
		default:
			n.Items = append(n.Items, p.node(c, depth+1))
		}
	}
}
