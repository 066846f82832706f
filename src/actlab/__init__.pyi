"""The public names of actlab, each once; `__init__.py` loads them from here when they are first used."""

from .errors import ActlabError as ActlabError
from .errors import InvalidInput as InvalidInput
from .facade.activation import CATALOGUE as CATALOGUE
from .facade.activation import Activation as Activation
from .facade.activation import activation as activation
from .facade.comparison import compare as compare
from .facade.judgement import Judgement as Judgement
from .facade.judgement import judge as judge
from .facade.language import language as language
from .facade.merging import merge as merge
from .facade.opening import list_studies as list_studies
from .facade.opening import open as open
from .facade.own import experiment as experiment
from .facade.study import Study as Study
from .facade.tools import demo as demo
from .facade.tools import explain as explain
from .facade.tools import export as export
from .facade.tools import gain as gain
from .facade.tools import show as show
from .facade.version import __version__ as __version__
from .functions.layered import layers as layers
