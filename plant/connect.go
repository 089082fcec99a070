package plant

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics"
)

// connectNode reads one entry of the section connect: a list of ports, or such a list for each value of an index.
func (c *compiler) connectNode(n *source.Node) {
	if n.Kind != source.Map {
		c.node(n, "", 0)
		return
	}
	if !c.knows(n, []string{"for", "node"}, "an entry of connect") {
		return
	}
	span, node := n.Get("for"), n.Get("node")
	const form = "write {for: i = 1..99, node: [cells.(i).b, cells.(i+1).a]}"
	if span == nil || node == nil || node.Kind != source.List {
		c.faults.At(n, form, "an entry of connect with an index needs for and node")
		return
	}
	m := spanForm.FindStringSubmatch(span.Text)
	if m == nil {
		c.faults.At(span, form, "%q is no range of an index", span.Text)
		return
	}
	from, _ := strconv.Atoi(m[2])
	to, _ := strconv.Atoi(m[3])
	if to < from || to-from > mostNodes {
		c.faults.At(span, "", "%s goes over %d values", m[1], max(to-from+1, 0))
		return
	}
	for i := from; i <= to; i++ {
		before := c.faults.Len()
		c.node(node, m[1], i)
		if c.faults.Len() > before {
			return // the next would say the same
		}
	}
}

// mostNodes bounds the values of an index.
const mostNodes = 100_000

var (
	spanForm = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_]*) *= *([0-9]{1,6})\.\.([0-9]{1,6})$`)
	linkForm = regexp.MustCompile(`^\(([A-Za-z][A-Za-z0-9_]*)([+-][0-9]{1,6})?\)$`)
)

// node joins the ports of a list; index has the value i in links such as (i+1).
func (c *compiler) node(n *source.Node, index string, i int) {
	var ends []physics.End
	for _, x := range n.Items {
		at := strings.LastIndexByte(x.Text, '.')
		if at < 0 {
			c.faults.At(x, "write asset.port, such as pump.outlet", "connect: %q is no port", x.Text)
			continue
		}
		name, ok := numbered(x.Text[:at], index, i)
		if !ok {
			c.faults.At(x, "write cells.(i).port or cells.(i+1).port, with the index that for names", "connect: %q has a link that is none", x.Text)
			continue
		}
		ends = append(ends, physics.End{Instance: name, Port: x.Text[at+1:], Pos: x.Pos, Len: x.Len()})
	}
	c.network.net.Connect(ends, n.Pos, c.faults)
}

// numbered puts the value of an index into a path.
func numbered(path, index string, i int) (string, bool) {
	links := strings.Split(path, ".")
	for k, l := range links {
		if !strings.HasPrefix(l, "(") {
			continue
		}
		m := linkForm.FindStringSubmatch(l)
		if m == nil || m[1] != index {
			return path, false
		}
		shift, _ := strconv.Atoi(strings.TrimPrefix(m[2], "+"))
		links[k] = strconv.Itoa(i + shift)
	}
	return strings.Join(links, "."), true
}
