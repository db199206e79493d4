"""Names that would break out of code, HTML, Markdown or LaTeX, or that meet a name of the generated code."""

import builtins
import keyword

CANARY = "__import__('builtins').__dict__.__setitem__('canary_of_names', 1)"
CALLS = [CANARY, f"exec({CANARY!r})", "open('canary_of_names','w')", "print(1)"]
_AROUND = [
    '"""+str({})+"""', "'''+str({})+'''", '"+str({})+"', "'+str({})+'", '"""\n{}\n"""', "\n    {}\n", "\\",
    '\\"""\n{}\n', "){}(",
    "x);{};(y", "x={}", "x,y={}", "x]+[{}", "x}}+{{{}", "{{{}}}", "{}", "lambda:{}", "x if {} else y", "#\n{}",
    "x\r{}", "x\x0c{}",
    "x\x0b{}", "x\u2028{}", "x\x85{}", "`{}`", "$({})", "x;{}", "x\x00{}", "f'{{{}}}'", "%s{}", "{{0.__class__}}{}",
]  # fmt: skip
CODE = [around.replace("{{", "\0").replace("}}", "\1").replace("{}", call).replace("\0", "{").replace("\1", "}")
        for around in _AROUND for call in CALLS]  # fmt: skip
KEYWORDS = [*keyword.kwlist, *keyword.softkwlist]
BUILTINS = [name for name in dir(builtins) if name != "canary_of_names"]
GENERATED = [
    'np', 'math', 'dtype', 'evaluate', 'steps', 'start', 'stop', 't', 'samples', 'saved', 'flat', 'keep', 'value',
    'values', 'self', 'cls', 'args', 'kwargs', 'arrays', 't1', 't2', 'stop', 'h_t', 'h_before', 'h_before_t',
    'all_h', 'all_x', 'all_b', 'block_h', 'block_a', 'block_x', 'flat_h', 'pre_h', 'pre_a', 'pre_y', 'tanh_x',
    'tanh_h', 'tanh_a', 'sigmoid', 'sigmoid_x', 'softmax', 'erf', 'normal_cdf', 'pinv', 'expm', 'along', 'e',
    'x_total', 'h_total', 'bar_h_total', 'numpy', 'ones', 'zeros', 'dot', 'shape', 'reshape', 'None_c', 'name',
    'source', 'outputs', 'arguments', 'program', 'T', 'B', 'n', 'm', 'k', 'total', 'hadamard', 'diag',
]  # fmt: skip
DERIVED = [
    'bar_x', 'bar_h', 'bar_W', 'bar_b', 'bar_y', 'dot_x', 'dot_h', 'bar2_x', 'bar2_bar_W', 'bar2_bar_h',
    'bar3_bar2_x', 'dot_bar_h', 'dot2_x', 'bar_pre_h', 'bar_pre_a', 'pre2_h', 'next_bar_h', 'next_bar_pre_a',
    'next_bar_h_prev', 'ahead_a', 'ahead_h', 'share2_bar_x', 'share_bar_b', 'h_at_1', 'x_at_1', 'x_1', 'W_1_2',
    'h_1', 'h_new', 'x_forward', 'd_h_d_x', 'd_h_d_h_prev', 'bar', 'bar_', '_bar', 'dot_dot_x', 'h_prev',
    'h_prev_prev', 'prev', '_prev',
]  # fmt: skip
FOLDED = [
    'φ', 'ϕ', 'ε', 'ϵ', 'θ', 'ϑ', 'μ', 'µ', 'x', '𝐱', 'ｘ', '𝑥', 'ℎ', 'h', 'ﬁ', 'fi', 'W', '𝖶', 'ｉｆ', 'ſ', 's', 'K',
    'ª', 'a', 'Å', 'Å', 'é', 'é', 'ℓ', 'l', '𝟏x', 'x₁', 'x1', 'x²', 'x2', 'ⅳ', 'iv', 'ｅｖａｌｕａｔｅ', 'ｎｐ', '№',
]  # fmt: skip
UNSHOWN = [
    '', ' ', '\t', '\n', '\x00', '\x1b[31m', '\ud800', 'x\udfff', 'x\u202ey', '\u200b', 'x\u200dy', '\ufeffx',
    'x\xady', '\ufffe', 'x y', ' x', 'x ', 'x\u3000y', 'x\xa0y', '\u2066x', '\x7f',
]  # fmt: skip
OTHER_ALPHABETS = [
    'ж', 'größe', '日本', 'ñ', 'ש', 'ك', 'x_é', 'W_α', 'α_β', 'ß', 'Ω', 'ϰ', 'ı', 'x̃', 'ŋ', 'ð', 'ა', '한', 'पु',
    'x·', 'x℘',
]  # fmt: skip
MARKUP = [
    '<script>alert(1)</script>', '<b>', '</b>', '<img/src=x/onerror=alert(1)>', '&lt;script&gt;',
    '&#60;script&#62;', '"onclick="alert(1)', "'onload='x", '</math><script>1</script>', '</td></tr></table>',
    '<!--x', '-->', ']]>', '<?php', 'javascript:alert(1)', '</title><script>', '</style><svg/onload=1>',
    '<a/href=x>', '[x](javascript:alert(1))', '![x](http://x/y.png)', '[x][y]', '*x*', '**x**', '_x_', '__x__',
    '~x~', '~~x~~', '`x`', '``x``', '```x', 'x|y', '|x|', '\\|x', '---', '#', '##', '>', '1.', 'x|---|y',
    '<http://x>', 'http://x', '&amp;', '&', '<', '>', '"', "'", '\\<b\\>', '$x$', '$$', '$', '$x',
]  # fmt: skip
_COMMANDS = [
    'input', 'include', 'openin', 'openout', 'read', 'write', 'immediate', 'special', 'catcode', 'def', 'edef',
    'let', 'csname', 'endcsname', 'expandafter', 'newcommand', 'renewcommand', 'begin', 'end', 'label', 'ref',
    'tag', 'href', 'url', 'class', 'style', 'require', 'usepackage', 'documentclass', 'includegraphics',
    'directlua', 'loop', 'char', 'relax', 'ShellEscape', 'jobname', 'scantokens', 'newwrite', 'pdfobj', 'html',
    'ifx', 'makeatletter', 'verb', 'par', 'today',
]  # fmt: skip
LATEX = [
    *(rf"\{command}{{x}}" for command in _COMMANDS), *(rf"x}}\{command}{{x" for command in _COMMANDS),
    r"\input|id", r"\input /etc/passwd",
    r"}\write18{touch canary_of_names}", r"\immediate\write18{touch canary_of_names}", r"^^5cinput{x}", r"\^^Mx",
    r"\\", "\\", r"x\\y", "x&y",
    "%x", "x%", "#1", "##", "{", "}", "{}", "}{", "{{", "}}", "x{", "x}", r"\{", r"\}", r"\left(", r"\right)",
    r"\(", r"\)", r"\[", r"\]",
    "x_", "x^", "_", "^", "__", "^^", "x_y_z", "x^y^z", "x__y", "~", r"\x", r"\alpha", r"\bar{x}", r"\text{<b>}",
    r"\text{$x$}", r"\mathrm{x",
    r"\frac{1}{2}", r"\vh", r"x_{t-1}", r"\hat{\mathbf{x}}", r"\begin{document}", r"\end{align}",
    r"\end{document}", r"\eqref{eq:x}", r"\ ",
]  # fmt: skip
SHELL = [
    '-o', '--help', '-', '--', '../x', '/etc/passwd', 'x;y', '$(x)', '|x', '&&', '>x', '*', '~', '%x%', '\\\\x',
    'CON', 'x.py', '.',
]  # fmt: skip
NAMES = tuple(dict.fromkeys([
    *CODE, *KEYWORDS, *BUILTINS, *GENERATED, *DERIVED, *FOLDED, *UNSHOWN, *OTHER_ALPHABETS, *MARKUP, *LATEX, *SHELL,
]))  # fmt: skip
