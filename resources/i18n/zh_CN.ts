<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AbortDialog</name>
    <message>
        <source>Abort the drill</source>
        <translation>中止演练</translation>
    </message>
    <message>
        <source>Everybody returns to duty at once. An aborted drill is not resumed. To stop for a short time, pause it instead.</source>
        <translation>全体人员立即回到实际岗位。演练中止后不能继续；只是短时停顿，请改用“暂停演练”。</translation>
    </message>
    <message>
        <source>Reason (required)</source>
        <translation>原因（必填）</translation>
    </message>
    <message>
        <source>Number of the real event, if there is one</source>
        <translation>真实事件编号（如有）</translation>
    </message>
    <message>
        <source>Go on with the drill</source>
        <translation>继续演练</translation>
    </message>
</context>
<context>
    <name>AbortOverlay</name>
    <message>
        <source>THE DRILL WAS ABORTED</source>
        <translation>演练已中止</translation>
    </message>
    <message>
        <source>Return to duty at once. Everything in this drill has stopped.</source>
        <translation>全体立即返回岗位。本次演练的一切操作均已停止。</translation>
    </message>
    <message>
        <source>Reason: {reason}</source>
        <translation>原因：{reason}</translation>
    </message>
    <message>
        <source>Real event: {event}</source>
        <translation>真实事件：{event}</translation>
    </message>
    <message>
        <source>Aborted by {who}, drill time {time}</source>
        <translation>{who} 于演练时间 {time} 中止</translation>
    </message>
    <message>
        <source>Open the real event in the live window</source>
        <translation>打开实况窗口并选中真实事件</translation>
    </message>
    <message>
        <source>Open the live window</source>
        <translation>打开实况窗口</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>关闭本窗口</translation>
    </message>
    <message>
        <source>Go on to the evaluation</source>
        <translation>进入评估</translation>
    </message>
</context>
<context>
    <name>AbortingStrip</name>
    <message>
        <source>Abort the drill ({key})</source>
        <translation>中止演练 ({key})</translation>
    </message>
    <message>
        <source>Noted, the drill goes on</source>
        <translation>已知悉，演练继续</translation>
    </message>
    <message>
        <source>Noted</source>
        <translation>已知悉</translation>
    </message>
    <message>
        <source>The drill was ABORTED, return to duty: {reason}</source>
        <translation>演练已中止，请立即回到实际岗位：{reason}</translation>
    </message>
    <message>
        <source>The drill was ABORTED, return to duty: {reason} · real event {event}</source>
        <translation>演练已中止，请立即回到实际岗位：{reason} · 真实事件 {event}</translation>
    </message>
    <message>
        <source>REAL EVENT</source>
        <translation>真实事件</translation>
    </message>
</context>
<context>
    <name>AboutText</name>
    <message>
        <source>Version {number}</source>
        <translation>版本 {number}</translation>
    </message>
    <message>
        <source>County: {name} ({code})</source>
        <translation>县域：{name}（{code}）</translation>
    </message>
    <message>
        <source>Origin of the data</source>
        <translation>数据来源</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>made by the program, no real place or person ({licence})</source>
        <translation>程序生成的合成数据，不含真实地点与人员（{licence}）</translation>
    </message>
    <message>
        <source>{source} ({licence})</source>
        <translation>{source}（{licence}）</translation>
    </message>
    <message>
        <source>{text}, approximate</source>
        <translation>{text}，近似</translation>
    </message>
</context>
<context>
    <name>AlarmRows</name>
    <message>
        <source>Priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>Sensor</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Value / limit</source>
        <translation>数值 / 限值</translation>
    </message>
    <message>
        <source>Raised</source>
        <translation>发生</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>持续</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>AlarmStrip</name>
    <message>
        <source>Alarms</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>{command} …</source>
        <translation>{command}…</translation>
    </message>
    <message>
        <source>Locate</source>
        <translation>地图定位</translation>
    </message>
    <message>
        <source>Show the sensor on the map</source>
        <translation>在地图上显示该设备</translation>
    </message>
    <message>
        <source>Shelved, suppressed or out of service</source>
        <translation>已搁置、已抑制或已停用</translation>
    </message>
    <message>
        <source>The alarms of the draft have ended or are set aside: it is dropped</source>
        <translation>草稿所涉告警已结束或已处置，草稿已作废</translation>
    </message>
    <message>
        <source>{command} (alarms: {n})</source>
        <translation>{command}（告警 {n} 条）</translation>
    </message>
    <message>
        <source>{n} alarms of the form ended or were dealt with meanwhile</source>
        <translation>表单中有 {n} 条告警已结束或已由他人处置</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>暂不告警</translation>
    </message>
    <message>
        <source>{n} set aside</source>
        <translation>暂不告警 {n} 个</translation>
    </message>
    <message>
        <source>Open event</source>
        <translation>打开事件</translation>
    </message>
    <message>
        <source>Report event …</source>
        <translation>上报事件…</translation>
    </message>
    <message>
        <source>Select an alarm for which this can be done</source>
        <translation>请选择可以办理此项的告警</translation>
    </message>
    <message>
        <source>Connecting, no alarms have arrived yet …</source>
        <translation>正在连接，告警尚未载入…</translation>
    </message>
    <message>
        <source>{n} active, {waiting} unacknowledged</source>
        <translation>活动告警 {n} 条，未确认 {waiting} 条</translation>
    </message>
    <message>
        <source>{n} returned to normal, unacknowledged</source>
        <translation>已恢复未确认 {n} 条</translation>
    </message>
</context>
<context>
    <name>AnswerRows</name>
    <message>
        <source>Village</source>
        <translation>村（社区）</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人口</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>E2SFCA</source>
        <translation>E2SFCA</translation>
    </message>
    <message>
        <source>Nearest</source>
        <translation>设施</translation>
    </message>
    <message>
        <source>no way</source>
        <translation>不可达</translation>
    </message>
    <message>
        <source>Proposed site</source>
        <translation>建议增设点</translation>
    </message>
    <message>
        <source>People it is nearest to</source>
        <translation>就近服务人口</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>到访日期</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Vehicle</source>
        <translation>车</translation>
    </message>
    <message>
        <source>Longest gap</source>
        <translation>最长间隔</translation>
    </message>
    <message>
        <source>, short by {n} min</source>
        <translation>，差 {n} 分钟</translation>
    </message>
    <message>
        <source>on no tour: {why}</source>
        <translation>未安排：{why}</translation>
    </message>
    <message>
        <source>{n} working days</source>
        <translation>{n} 个工作日</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>no people</source>
        <translation>无人口</translation>
    </message>
    <message>
        <source>{days} … {n} days</source>
        <translation>{days} … 共 {n} 天</translation>
    </message>
</context>
<context>
    <name>Archive</name>
    <message>
        <source>Event archive</source>
        <translation>事件档案</translation>
    </message>
    <message>
        <source>Words, pinyin, initials, number, place, unit …</source>
        <translation>词语、拼音、首字母、编号、地点、单位 …</translation>
    </message>
    <message>
        <source>All states</source>
        <translation>全部状态</translation>
    </message>
    <message>
        <source>All open</source>
        <translation>全部在办</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>全部类别</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>全部级别</translation>
    </message>
    <message>
        <source>the newest {n} events with this text</source>
        <translation>含此文字的最新 {n} 个事件</translation>
    </message>
    <message>
        <source>{n} events</source>
        <translation>{n} 个事件</translation>
    </message>
    <message>
        <source>Texts are still being indexed: the newest ones are not found yet</source>
        <translation>全文仍在建立索引：最新的文字暂时搜索不到</translation>
    </message>
</context>
<context>
    <name>ArchiveRows</name>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Happened</source>
        <translation>发生时间</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Last step</source>
        <translation>最近一步</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>row {n} …</source>
        <translation>第 {n} 行 …</translation>
    </message>
</context>
<context>
    <name>AreaColouring</name>
    <message>
        <source>Only borders while the heat map of events is shown</source>
        <translation>事件热力图显示期间只画界线</translation>
    </message>
</context>
<context>
    <name>AreaStyleRow</name>
    <message>
        <source>Borders only</source>
        <translation>仅界线</translation>
    </message>
    <message>
        <source>Coloured by</source>
        <translation>着色指标</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>时段</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>分级方法</translation>
    </message>
</context>
<context>
    <name>AsOfSlider</name>
    <message>
        <source>As of</source>
        <translation>截至</translation>
    </message>
    <message>
        <source>Drag to a time: the page shows what was known then</source>
        <translation>拖到某一时刻：本页显示当时所知</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
</context>
<context>
    <name>AsideForm</name>
    <message>
        <source>{command} (alarms: {n})</source>
        <translation>{command} {n} 条告警</translation>
    </message>
    <message>
        <source>until the shift ends ({time})</source>
        <translation>至本班结束（{time}）</translation>
    </message>
    <message>
        <source>until …</source>
        <translation>至指定时间…</translation>
    </message>
    <message>
        <source>until it clears</source>
        <translation>至恢复正常</translation>
    </message>
    <message>
        <source>until returned to service</source>
        <translation>至恢复启用</translation>
    </message>
    <message>
        <source>Reason (required)</source>
        <translation>原因（必填）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} 天</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} 小时</translation>
    </message>
    <message>
        <source>Known, being dealt with</source>
        <translation>已知情，正在处置</translation>
    </message>
    <message>
        <source>False alarm, check is ordered</source>
        <translation>误报，已安排检查</translation>
    </message>
    <message>
        <source>Waits for a repair</source>
        <translation>等待检修</translation>
    </message>
    <message>
        <source>Planned works on site</source>
        <translation>现场计划施工</translation>
    </message>
    <message>
        <source>Planned event on site</source>
        <translation>现场计划活动</translation>
    </message>
    <message>
        <source>Test of the device</source>
        <translation>设备测试</translation>
    </message>
    <message>
        <source>The device is broken</source>
        <translation>设备故障</translation>
    </message>
    <message>
        <source>The device is being replaced</source>
        <translation>设备更换</translation>
    </message>
    <message>
        <source>Maintenance</source>
        <translation>设备维护</translation>
    </message>
    <message>
        <source>No alarm is left for which this can be done</source>
        <translation>已没有可以办理此项的告警</translation>
    </message>
    <message>
        <source>Enter a reason</source>
        <translation>请填写原因</translation>
    </message>
</context>
<context>
    <name>AssessmentEntry</name>
    <message>
        <source>Report a value …</source>
        <translation>填报数值…</translation>
    </message>
    <message>
        <source>Third-party score …</source>
        <translation>第三方评分…</translation>
    </message>
    <message>
        <source>Freeze …</source>
        <translation>冻结…</translation>
    </message>
    <message>
        <source>Enter the value of the chosen leaf, with its evidence</source>
        <translation>填报所选末级指标的数值及依据</translation>
    </message>
    <message>
        <source>Enter what a third party gives, with its report</source>
        <translation>登记第三方给出的评分及其报告</translation>
    </message>
    <message>
        <source>Record the values of all leaves; they never change afterwards</source>
        <translation>登记全部末级指标的数值，此后不再改变</translation>
    </message>
    <message>
        <source>Choose a leaf</source>
        <translation>请先选择一个末级指标</translation>
    </message>
    <message>
        <source>This leaf is counted from the records of events</source>
        <translation>此指标由事件记录计算</translation>
    </message>
    <message>
        <source>The period is not over</source>
        <translation>本期尚未结束</translation>
    </message>
    <message>
        <source>The values have not arrived</source>
        <translation>数值尚未到达</translation>
    </message>
    <message>
        <source>Frozen by {who}; what is frozen never changes</source>
        <translation>已由 {who} 冻结；冻结的数值不再改变</translation>
    </message>
    <message>
        <source>No leaf has a value yet: there is nothing to freeze</source>
        <translation>没有一个指标有数值，无可冻结</translation>
    </message>
</context>
<context>
    <name>AssessmentPanel</name>
    <message>
        <source>Assessment and vital signs</source>
        <translation>考核与体征</translation>
    </message>
    <message>
        <source>Assessment</source>
        <translation>考核指标</translation>
    </message>
    <message>
        <source>Vital signs</source>
        <translation>城市体征</translation>
    </message>
    <message>
        <source>By quarter</source>
        <translation>按季</translation>
    </message>
    <message>
        <source>By half-year</source>
        <translation>按半年</translation>
    </message>
    <message>
        <source>By year</source>
        <translation>按年</translation>
    </message>
    <message>
        <source>Whole county</source>
        <translation>全县</translation>
    </message>
    <message>
        <source>Figures as of {time}</source>
        <translation>数字截至 {time}</translation>
    </message>
</context>
<context>
    <name>AssessmentRecords</name>
    <message>
        <source>Reported, with its evidence</source>
        <translation>填报值，附依据</translation>
    </message>
    <message>
        <source>reported, no metric</source>
        <translation>填报值，不是指标</translation>
    </message>
    <message>
        <source>What casts doubt on {name}</source>
        <translation>{name}：可信度疑点</translation>
    </message>
    <message>
        <source>{name} (reported after it was frozen)</source>
        <translation>{name}（冻结后填报）</translation>
    </message>
</context>
<context>
    <name>AttachedFiles</name>
    <message>
        <source>Attach files …</source>
        <translation>添加附件 …</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>AttachmentTable</name>
    <message>
        <source>no inject shows it</source>
        <translation>没有情景注入展示它</translation>
    </message>
    <message>
        <source>✕ {name} (missing)</source>
        <translation>✕ {name}（文件不存在）</translation>
    </message>
    <message>
        <source>Add files …</source>
        <translation>添加文件 …</translation>
    </message>
    <message>
        <source>Remove the chosen file</source>
        <translation>移除所选文件</translation>
    </message>
    <message>
        <source>An inject of kind media shows a file: choose it in the form of the inject.</source>
        <translation>附件由“舆情”类注入展示：请在该注入的表单中选择。</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>附件</translation>
    </message>
</context>
<context>
    <name>Attention</name>
    <message>
        <source>What needs attention</source>
        <translation>当前待办</translation>
    </message>
    <message>
        <source>Nothing is overdue and nothing waits for the centre.</source>
        <translation>没有超期事件，也没有等待中心处理的事项。</translation>
    </message>
    <message>
        <source>Click anything on the map, in the list or in the twin to see its details.</source>
        <translation>点选地图、列表或三维场景中的对象，可查看详情。</translation>
    </message>
    <message>
        <source>Receiving data …</source>
        <translation>正在接收数据…</translation>
    </message>
    <message>
        <source>Emergencies</source>
        <translation>紧急事件</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>Due soon</source>
        <translation>即将超期</translation>
    </message>
    <message>
        <source>Unacknowledged alarms</source>
        <translation>未确认告警</translation>
    </message>
    <message>
        <source>{state} for {span}</source>
        <translation>{state} {span}</translation>
    </message>
</context>
<context>
    <name>AuditPanel</name>
    <message>
        <source>Audit log</source>
        <translation>审计日志</translation>
    </message>
    <message>
        <source>All entries</source>
        <translation>全部条目</translation>
    </message>
    <message>
        <source>Key, person, address, event …</source>
        <translation>密钥、人员、地址、事件 …</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>更早的条目</translation>
    </message>
    <message>
        <source>No entries match</source>
        <translation>没有符合条件的条目</translation>
    </message>
</context>
<context>
    <name>AuditRows</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>system user {name}</source>
        <translation>系统用户 {name}</translation>
    </message>
</context>
<context>
    <name>AutomationPanel</name>
    <message>
        <source>Automation</source>
        <translation>联动规则</translation>
    </message>
    <message>
        <source>Why a rule is switched (required)</source>
        <translation>启停规则的原因（必填）</translation>
    </message>
    <message>
        <source>The catalogue has no automation rules (catalog/automation.toml)</source>
        <translation>目录中没有联动规则（catalog/automation.toml）</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>What it did</source>
        <translation>执行内容</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Acted</source>
        <translation>已执行</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>触发</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>动作</translation>
    </message>
    <message>
        <source>on</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Choose a rule in the list</source>
        <translation>请在列表中选择规则</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>{who} switched it on {time}: {note}</source>
        <translation>{who} 于 {time} 启用：{note}</translation>
    </message>
    <message>
        <source>{who} switched it off {time}: {note}</source>
        <translation>{who} 于 {time} 停用：{note}</translation>
    </message>
    <message>
        <source>This rule has not run yet</source>
        <translation>该规则尚未执行</translation>
    </message>
    <message>
        <source>Choose a rule to see what it did</source>
        <translation>选择规则以查看执行记录</translation>
    </message>
    <message>
        <source>follows from {rules}</source>
        <translation>由联动规则引起：{rules}</translation>
    </message>
    <message>
        <source>record {seq}: {about}</source>
        <translation>记录 {seq}：{about}</translation>
    </message>
    <message>
        <source>Write why the rule is switched</source>
        <translation>请填写启停规则的原因</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Synthetic data</source>
        <translation>合成数据</translation>
    </message>
    <message>
        <source>Boundaries are approximate, not the legal ones</source>
        <translation>边界为近似值，非法定界线</translation>
    </message>
    <message>
        <source>Partly approximate data</source>
        <translation>部分数据为近似值</translation>
    </message>
    <message>
        <source>No villages, no grids: events are located by town</source>
        <translation>无村（社区）、无网格：事件定位到乡镇街道</translation>
    </message>
    <message>
        <source>No towns, villages or grids: events are located by county</source>
        <translation>无乡镇、村（社区）和网格：事件只定位到县</translation>
    </message>
</context>
<context>
    <name>Boards</name>
    <message>
        <source>Tasks</source>
        <translation>任务看板</translation>
    </message>
    <message>
        <source>Every reported event is assigned to a unit.</source>
        <translation>所有上报事件均已派遣。</translation>
    </message>
    <message>
        <source>No event is overdue or due soon.</source>
        <translation>没有超期或临期的事件。</translation>
    </message>
    <message>
        <source>My tasks</source>
        <translation>我的任务</translation>
    </message>
    <message>
        <source>Overdue and due soon</source>
        <translation>超期与临期</translation>
    </message>
    <message>
        <source>Receiving data …</source>
        <translation>正在接收数据…</translation>
    </message>
    <message>
        <source>The role {role} has no tasks: it watches.</source>
        <translation>{role}角色只查看，没有待办任务。</translation>
    </message>
    <message>
        <source>Nothing waits for you. New tasks appear here, the most urgent first.</source>
        <translation>目前没有待办任务。新任务会出现在这里，最紧急的排在最前。</translation>
    </message>
</context>
<context>
    <name>BriefPage</name>
    <message>
        <source>Page of the briefing</source>
        <translation>简报页面</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>As recorded</source>
        <translation>恢复记录内容</translation>
    </message>
    <message>
        <source>Show again what the records say</source>
        <translation>重新显示由记录得出的内容</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{name}: {length} characters, at most {limit}</source>
        <translation>{name}：{length} 字，最多 {limit} 字</translation>
    </message>
</context>
<context>
    <name>Briefings</name>
    <message>
        <source>{why}; it is painted again every {seconds} s while this page is shown</source>
        <translation>{why}；本页显示期间每 {seconds} 秒重绘一次</translation>
    </message>
    <message>
        <source>Briefings</source>
        <translation>简报</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>起草</translation>
    </message>
    <message>
        <source>No briefings yet: choose an event or a period above, then “Draft”</source>
        <translation>尚无简报：在上方选择事件或时段，再按“起草”</translation>
    </message>
    <message>
        <source>Briefing</source>
        <translation>简报</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>About</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Data as of</source>
        <translation>数据截至</translation>
    </message>
    <message>
        <source>Issue or id</source>
        <translation>期号/编号</translation>
    </message>
    <message>
        <source>Recipients</source>
        <translation>报送对象</translation>
    </message>
    <message>
        <source>By</source>
        <translation>经办</translation>
    </message>
    <message>
        <source>It will not be signed; the reason is recorded.</source>
        <translation>撤回后不再签发，理由记录在案。</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>The final report about this event was signed already</source>
        <translation>该事件的终报已签发</translation>
    </message>
</context>
<context>
    <name>BulkBar</name>
    <message>
        <source>Export …</source>
        <translation>导出 …</translation>
    </message>
    <message>
        <source>What is required, of whom, by when (required)</source>
        <translation>督办要求：要求谁、何时完成什么（必填）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{n} of them have a higher level (up to {highest}) than the chosen one ({level}), and the level of the main event counts: choose the first in the list instead.</source>
        <translation>其中 {n} 件的级别（最高{highest}）高于所选主事件（{level}），并案后以主事件的级别为准：请改选列表第一件。</translation>
    </message>
    <message>
        <source>{n} events were written to {path}</source>
        <translation>已将 {n} 件事件写入 {path}</translation>
    </message>
    <message>
        <source>Answers of the backend are still missing</source>
        <translation>尚有后台答复未收到</translation>
    </message>
    <message>
        <source>At most {n} events at once</source>
        <translation>一次最多 {n} 件</translation>
    </message>
    <message>
        <source>{n} events selected</source>
        <translation>已选 {n} 件</translation>
    </message>
    <message>
        <source>{text}: of {all} in the box, {n} are not in this list (its filter)</source>
        <translation>{text}（共框选 {all} 件，另 {n} 件不在当前筛选结果中）</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>{n} are claimed by others and are left out: {names}</source>
        <translation>其中 {n} 件由他人认领，不在批量之内：{names}</translation>
    </message>
    <message>
        <source>Each event goes to the unit that is recommended first for it.</source>
        <translation>每件派给系统首选推荐的力量。</translation>
    </message>
    <message>
        <source>Dispatch {n} events</source>
        <translation>派遣 {n} 件</translation>
    </message>
    <message>
        <source>Dispatch {able} of {n} events</source>
        <translation>派遣 {able} / {n} 件</translation>
    </message>
    <message>
        <source>The same requirement for each event:</source>
        <translation>对每件事件提出同一督办要求：</translation>
    </message>
    <message>
        <source>Supervise {n} events</source>
        <translation>督办 {n} 件</translation>
    </message>
    <message>
        <source>All others are merged into:</source>
        <translation>其余事件均并入：</translation>
    </message>
    <message>
        <source>Merge {n} events</source>
        <translation>并入 {n} 件</translation>
    </message>
    <message>
        <source>{done} of {n} done</source>
        <translation>{n} 件中已办 {done} 件</translation>
    </message>
    <message>
        <source>{n} refused</source>
        <translation>未办 {n} 件</translation>
    </message>
    <message>
        <source>{n} left out</source>
        <translation>{n} 件未处理（他人认领）</translation>
    </message>
    <message>
        <source>waiting for answers …</source>
        <translation>等待答复…</translation>
    </message>
</context>
<context>
    <name>BulkRun</name>
    <message>
        <source>claimed by {person}</source>
        <translation>{person}已认领</translation>
    </message>
    <message>
        <source>no unit is available</source>
        <translation>没有可派的力量</translation>
    </message>
    <message>
        <source>the first unit is not free, cannot come or returned the event: choose by hand</source>
        <translation>排在首位的单位不空闲、无法到达或已退回该事件，请人工选择</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Card</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>‹ Back</source>
        <translation>‹ 返回</translation>
    </message>
    <message>
        <source>‹ Back to the selection</source>
        <translation>‹ 返回框选结果</translation>
    </message>
    <message>
        <source>‹ What needs attention</source>
        <translation>‹ 当前待办</translation>
    </message>
    <message>
        <source>{key}: select an event first</source>
        <translation>{key}：请先选中一件事件</translation>
    </message>
    <message>
        <source>{key}: select an event or another thing first</source>
        <translation>{key}：请先选中事件或其他对象</translation>
    </message>
</context>
<context>
    <name>CardDelegate</name>
    <message>
        <source>sending …</source>
        <translation>发送中…</translation>
    </message>
    <message>
        <source>for {span}</source>
        <translation>等 {span}</translation>
    </message>
    <message>
        <source>EMERGENCY</source>
        <translation>紧急</translation>
    </message>
    <message>
        <source>supervised</source>
        <translation>督办</translation>
    </message>
    <message>
        <source>returned {n}</source>
        <translation>退回 {n} 次</translation>
    </message>
</context>
<context>
    <name>CardSection</name>
    <message>
        <source>{heading} · as of {time}</source>
        <translation>{heading} · 截至 {time}</translation>
    </message>
</context>
<context>
    <name>CheckDialog</name>
    <message>
        <source>Check the briefing</source>
        <translation>核稿</translation>
    </message>
    <message>
        <source>Answer what is asked; the answers are recorded with the briefing.</source>
        <translation>请回答所列问题；回答随简报一并记录。</translation>
    </message>
    <message>
        <source>Source, or reason</source>
        <translation>来源或理由</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>核稿完成</translation>
    </message>
</context>
<context>
    <name>ChosenBriefing</name>
    <message>
        <source>Classification</source>
        <translation>密级</translation>
    </message>
    <message>
        <source>Public: no names, phones or identity numbers. Internal: within the recipients. Confidential: only on paper or networks that are allowed to carry it. Lowering it needs a reason.</source>
        <translation>公开：不得有姓名、电话、身份证号；内部：限主送单位使用；秘密：只走涉密载体或涉密网络。降低密级须写明理由。</translation>
    </message>
    <message>
        <source>No urgency</source>
        <translation>平件</translation>
    </message>
    <message>
        <source>Urgency</source>
        <translation>紧急程度</translation>
    </message>
    <message>
        <source>No term</source>
        <translation>未定期限</translation>
    </message>
    <message>
        <source>Term of secrecy</source>
        <translation>保密期限</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Correct and replace</source>
        <translation>更正并替代</translation>
    </message>
    <message>
        <source>Draft a corrected one that replaces this under a number of its own</source>
        <translation>起草更正稿，以新的期号替代本期</translation>
    </message>
    <message>
        <source>Checked, waits for a signature. {why}. Sign in a window with such a key: main.py keys {package} add NAME --role leader --out DIR, then main.py run {package} --keys DIR</source>
        <translation>已核稿，待签发。{why}。请用有此权限的密钥打开窗口签发：main.py keys {package} add 名称 --role leader --out 目录，再 main.py run {package} --keys 目录</translation>
    </message>
    <message>
        <source>The page is not complete yet</source>
        <translation>页面内容尚未齐备</translation>
    </message>
    <message>
        <source>Enter the recipients (主送) first: the link beside the title</source>
        <translation>请先填写报送对象（主送）：标题旁的链接</translation>
    </message>
    <message>
        <source>{n} errors must be corrected first: {rules}</source>
        <translation>须先改正 {n} 处错误：{rules}</translation>
    </message>
    <message>
        <source>Choose a briefing, or draft one</source>
        <translation>请选择一份简报，或起草一份</translation>
    </message>
    <message>
        <source>The page is being made …</source>
        <translation>正在生成页面…</translation>
    </message>
    <message>
        <source>Linter: {errors} errors, {questions} questions</source>
        <translation>核查：{errors} 处错误，{questions} 个问题</translation>
    </message>
    <message>
        <source>To be verified: {n}</source>
        <translation>{n} 项待核</translation>
    </message>
    <message>
        <source>Lower the classification</source>
        <translation>降低密级</translation>
    </message>
</context>
<context>
    <name>ChosenList</name>
    <message>
        <source>{n} selected: {layer}</source>
        <translation>已框选 {n} 件{layer}</translation>
    </message>
</context>
<context>
    <name>ClockBar</name>
    <message>
        <source>Clock stopped: suspended</source>
        <translation>已挂账，计时暂停</translation>
    </message>
    <message>
        <source>No time limit set</source>
        <translation>未设定时限</translation>
    </message>
    <message>
        <source>The time limit starts at dispatch</source>
        <translation>派遣后开始计时</translation>
    </message>
    <message>
        <source>Fed back late</source>
        <translation>超期反馈</translation>
    </message>
    <message>
        <source>Fed back in time</source>
        <translation>按期反馈</translation>
    </message>
</context>
<context>
    <name>ClockControls</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>+{n} min</source>
        <translation>+{n} 分钟</translation>
    </message>
    <message>
        <source>+{n} h</source>
        <translation>+{n} 小时</translation>
    </message>
    <message>
        <source>Jump to …</source>
        <translation>快进到 …</translation>
    </message>
    <message>
        <source>Jumping to {time}</source>
        <translation>正在快进到 {time}</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Time rate {rate}×</source>
        <translation>时间流速 {rate}×</translation>
    </message>
</context>
<context>
    <name>CloseForm</name>
    <message>
        <source>Result of the verification</source>
        <translation>核查结论</translation>
    </message>
    <message>
        <source>A closed event can only be assigned again, with a new deadline.</source>
        <translation>结案后只能重新交办，并重新计算时限。</translation>
    </message>
</context>
<context>
    <name>ClosingRate</name>
    <message>
        <source>Is being counted …</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>No event is due today yet</source>
        <translation>今日尚无到期事件</translation>
    </message>
</context>
<context>
    <name>Closures</name>
    <message>
        <source>Closed roads</source>
        <translation>道路封闭</translation>
    </message>
    <message>
        <source>Pick on the map</source>
        <translation>在地图上选点</translation>
    </message>
    <message>
        <source>Reason (required)</source>
        <translation>原因（必填）</translation>
    </message>
    <message>
        <source>end not known</source>
        <translation>结束时间未知</translation>
    </message>
    <message>
        <source>Close the road</source>
        <translation>封闭道路</translation>
    </message>
    <message>
        <source>No road is closed</source>
        <translation>当前无封闭道路</translation>
    </message>
    <message>
        <source>select a road, or pick a place on the map</source>
        <translation>请选择道路，或在地图上选点</translation>
    </message>
    <message>
        <source>for event {number}</source>
        <translation>用于事件 {number}</translation>
    </message>
    <message>
        <source>Already closed since {time} ({reason}): open it, or change its expected end</source>
        <translation>{time} 起已封闭（{reason}）：请恢复通行，或调整预计开放时间</translation>
    </message>
    <message>
        <source>Road</source>
        <translation>道路</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Expected end</source>
        <translation>预计开放</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>opened {time}</source>
        <translation>{time} 已恢复通行</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>{time} is past: open it, or change it</source>
        <translation>{time} 已过：请恢复通行或调整时间</translation>
    </message>
    <message>
        <source>(place)</source>
        <translation>（地点）</translation>
    </message>
    <message>
        <source>Select the road on the map</source>
        <translation>请在地图上选择道路</translation>
    </message>
    <message>
        <source>Pick the place on the map</source>
        <translation>请在地图上选点</translation>
    </message>
    <message>
        <source>Enter the reason</source>
        <translation>请填写原因</translation>
    </message>
    <message>
        <source>Choose in how long it is expected to be open</source>
        <translation>请选择预计多久后开放</translation>
    </message>
</context>
<context>
    <name>ColumnRows</name>
    <message>
        <source>Value {n}</source>
        <translation>示例 {n}</translation>
    </message>
    <message>
        <source>Field (click to choose)</source>
        <translation>对应字段（点击选择）</translation>
    </message>
    <message>
        <source>Column of the file</source>
        <translation>文件中的列</translation>
    </message>
    <message>
        <source>channel {name}</source>
        <translation>监测项 {name}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>not used ▾</source>
        <translation>不使用 ▾</translation>
    </message>
</context>
<context>
    <name>CommandForm</name>
    <message>
        <source>Note (required)</source>
        <translation>说明（必填）</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明（选填）</translation>
    </message>
    <message>
        <source>Enter a reason: a note is required</source>
        <translation>请填写说明：此项必填</translation>
    </message>
</context>
<context>
    <name>ContextMenus</name>
    <message>
        <source>What is near</source>
        <translation>周边</translation>
    </message>
    <message>
        <source>Show on the map</source>
        <translation>地图定位</translation>
    </message>
    <message>
        <source>Copy {place}</source>
        <translation>复制 {place}</translation>
    </message>
    <message>
        <source>The filter of the list hides these events</source>
        <translation>这些事件被列表筛选条件隐藏</translation>
    </message>
    <message>
        <source>Open {event}</source>
        <translation>打开 {event}</translation>
    </message>
    <message>
        <source>Outside the county</source>
        <translation>位于县域之外</translation>
    </message>
    <message>
        <source>Report an event here …</source>
        <translation>在此上报事件 …</translation>
    </message>
    <message>
        <source>Measure from here</source>
        <translation>从此处量距</translation>
    </message>
</context>
<context>
    <name>Coordinates</name>
    <message>
        <source>Gauss-Krüger zone {zone} ({meridian}°E)  N {north:,.1f}  E {east:,.1f} m</source>
        <translation>高斯-克吕格 {zone} 带（{meridian}°E）  X {north:,.1f}  Y {east:,.1f} 米</translation>
    </message>
    <message>
        <source>height</source>
        <translation>高程</translation>
    </message>
</context>
<context>
    <name>CorrectForm</name>
    <message>
        <source>Why it is corrected (required)</source>
        <translation>更正理由（必填）</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>小类</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Choose a category</source>
        <translation>请选择小类</translation>
    </message>
    <message>
        <source>Enter the title</source>
        <translation>请填写标题</translation>
    </message>
    <message>
        <source>Choose the location</source>
        <translation>请选择位置</translation>
    </message>
    <message>
        <source>Nothing is changed yet: change what is wrong</source>
        <translation>尚未改动任何内容：请先改正有误的项</translation>
    </message>
    <message>
        <source>The time limit becomes that of the new category, counted from the same dispatch.</source>
        <translation>时限改按新小类计算，仍从原派遣时间起算。</translation>
    </message>
    <message>
        <source>The units stay; send another one if this one no longer fits.</source>
        <translation>处置单位不变；如不合适，请另行增派或改派。</translation>
    </message>
    <message>
        <source>The address stays that of the place before: correct it, too.</source>
        <translation>地址仍是原位置的地址，请一并更正。</translation>
    </message>
</context>
<context>
    <name>CountedRecords</name>
    <message>
        <source>&amp;Numerator: {n} events</source>
        <translation>分子：{n} 件(&amp;N)</translation>
    </message>
    <message>
        <source>numerator</source>
        <translation>分子</translation>
    </message>
    <message>
        <source>&amp;Denominator: {n} events</source>
        <translation>分母：{n} 件(&amp;D)</translation>
    </message>
    <message>
        <source>denominator</source>
        <translation>分母</translation>
    </message>
</context>
<context>
    <name>CoverageInputs</name>
    <message>
        <source>Times</source>
        <translation>到达时间</translation>
    </message>
    <message>
        <source>Further sites</source>
        <translation>增设选址</translation>
    </message>
    <message>
        <source>Mobile service</source>
        <translation>流动服务车</translation>
    </message>
    <message>
        <source>Kept plans</source>
        <translation>已采用方案</translation>
    </message>
    <message>
        <source> sites</source>
        <translation> 处</translation>
    </message>
    <message>
        <source> weeks</source>
        <translation> 周</translation>
    </message>
    <message>
        <source> vehicles</source>
        <translation> 辆车</translation>
    </message>
    <message>
        <source> visits</source>
        <translation> 次</translation>
    </message>
    <message>
        <source>Visits of each village in these weeks, at least</source>
        <translation>这几周内每村至少到访次数</translation>
    </message>
    <message>
        <source>First day of the tours</source>
        <translation>首个服务日</translation>
    </message>
    <message>
        <source>Where the vehicles set out</source>
        <translation>车辆出发地</translation>
    </message>
    <message>
        <source>All villages</source>
        <translation>所有村（社区）</translation>
    </message>
    <message>
        <source>Also those that reach a facility in time</source>
        <translation>包括时限内可到达设施的村</translation>
    </message>
</context>
<context>
    <name>CoveragePanel</name>
    <message>
        <source>Coverage by services</source>
        <translation>服务覆盖</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Title of the plan to keep, or why one is withdrawn</source>
        <translation>要采用的方案名称，或撤销原因</translation>
    </message>
    <message>
        <source>Keep the plan</source>
        <translation>采用方案</translation>
    </message>
    <message>
        <source>No plan was kept</source>
        <translation>尚无已采用的方案</translation>
    </message>
    <message>
        <source>Choose a service and compute</source>
        <translation>请选择服务并计算</translation>
    </message>
    <message>
        <source>as of {time}, record {seq}</source>
        <translation>截至 {time}，第 {seq} 条记录</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>采用时间</translation>
    </message>
    <message>
        <source>By</source>
        <translation>采用人</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Compute further sites or tours first: they can be kept</source>
        <translation>请先计算增设选址或流动服务车，再采用方案</translation>
    </message>
    <message>
        <source>Give the plan a title</source>
        <translation>请填写方案名称</translation>
    </message>
    <message>
        <source>Write why it is withdrawn</source>
        <translation>请填写撤销原因</translation>
    </message>
</context>
<context>
    <name>DataQuality</name>
    <message>
        <source>Data quality</source>
        <translation>数据质量</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>近 7 天</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>近 30 天</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>近 90 天</translation>
    </message>
    <message>
        <source>All sources</source>
        <translation>全部来源</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>待处理</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>State or reason</source>
        <translation>状态或原因</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Correct and report again</source>
        <translation>改正并重报</translation>
    </message>
    <message>
        <source>Needs nothing</source>
        <translation>无需处理</translation>
    </message>
    <message>
        <source>Nothing was refused and nothing is doubtful in this period. What keys, files and gateways send wrongly appears here.</source>
        <translation>该时段内没有被拒绝的输入，也没有存疑的数据。各密钥、文件和网关报送有误时会显示在这里。</translation>
    </message>
    <message>
        <source>{n} in all, {w} waiting</source>
        <translation>共 {n}，待处理 {w}</translation>
    </message>
    <message>
        <source>{kept} of {n} are kept with their texts</source>
        <translation>{n} 条中保留了 {kept} 条内容</translation>
    </message>
    <message>
        <source>Only the number is kept</source>
        <translation>只保留数量</translation>
    </message>
    <message>
        <source>Choose a row first</source>
        <translation>请先选择一行</translation>
    </message>
    <message>
        <source>It is no event or sensor of this county</source>
        <translation>不是本县现有的事件或传感器</translation>
    </message>
    <message>
        <source>Open it, and correct it there</source>
        <translation>请打开后在其卡片上改正</translation>
    </message>
    <message>
        <source>It was seen to already</source>
        <translation>已处置</translation>
    </message>
    <message>
        <source>It is no report; repeat the step on the card of its event</source>
        <translation>这不是报送；请在事件卡片上重做该步骤</translation>
    </message>
</context>
<context>
    <name>Decisions</name>
    <message>
        <source>Decisions</source>
        <translation>决策</translation>
    </message>
    <message>
        <source>Where does it rise, is it real, who should do what?</source>
        <translation>哪里会多起来？是不是真的？谁来做什么？</translation>
    </message>
    <message>
        <source>Then: {time}</source>
        <translation>彼时：{time}</translation>
    </message>
</context>
<context>
    <name>DefinitionBox</name>
    <message>
        <source>{time}, record {seq}</source>
        <translation>{time}，第 {seq} 条记录</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Formula</source>
        <translation>口径</translation>
    </message>
    <message>
        <source>Numerator</source>
        <translation>分子</translation>
    </message>
    <message>
        <source>Denominator</source>
        <translation>分母</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>时段</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>完整性</translation>
    </message>
    <message>
        <source>As of</source>
        <translation>截至</translation>
    </message>
    <message>
        <source>map, settings and search of digest {digest}</source>
        <translation>地图、设置与求解，摘要 {digest}</translation>
    </message>
    <message>
        <source>Besides the journal</source>
        <translation>日志以外的依据</translation>
    </message>
</context>
<context>
    <name>DialogButtons</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>DispatchProposal</name>
    <message>
        <source>Approve and dispatch</source>
        <translation>同意并派遣</translation>
    </message>
    <message>
        <source>The recommended unit is being looked up …</source>
        <translation>正在查询推荐力量…</translation>
    </message>
    <message>
        <source>Suggested: {unit} – {why}</source>
        <translation>建议派遣：{unit} — {why}</translation>
    </message>
    <message>
        <source>First in the list: {unit} – {why}. {returned}; choose by hand</source>
        <translation>排在首位的是{unit}：{why}。{returned}；请人工选择</translation>
    </message>
    <message>
        <source>No free unit can come; choose by hand. First in the list: {why}</source>
        <translation>没有空闲单位可到达，请人工选择。列表首位：{why}</translation>
    </message>
    <message>
        <source>Checking which villages lose their cover …</source>
        <translation>正在核算哪些村会失去覆盖…</translation>
    </message>
</context>
<context>
    <name>DoubtCards</name>
    <message>
        <source>Patterns that honest work hardly leaves. They accuse nobody: look at the records before you judge.</source>
        <translation>如实工作很少留下的规律。它不指控任何人：先看记录，再作判断。</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>规律</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>The {n} with the most records, of {total}</source>
        <translation>共 {total} 项，列出记录最多的 {n} 项</translation>
    </message>
    <message>
        <source>{count} of {of}</source>
        <translation>{of} 条中 {count} 条</translation>
    </message>
    <message>
        <source>by chance: {chance}</source>
        <translation>偶然概率 {chance}</translation>
    </message>
</context>
<context>
    <name>DraftBand</name>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Discarded: {what}</source>
        <translation>已丢弃：{what}</translation>
    </message>
    <message>
        <source>Drafts cannot be kept: {why}</source>
        <translation>草稿无法保存：{why}</translation>
    </message>
    <message>
        <source>Drafts that cannot be read were left where they are: {files}</source>
        <translation>无法读取的草稿已原样保留：{files}</translation>
    </message>
    <message>
        <source>Draft ({person}, {time}): {what}</source>
        <translation>草稿（{person}，{time}）：{what}</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>另有 {n} 件</translation>
    </message>
</context>
<context>
    <name>DraftForm</name>
    <message>
        <source>Recipients, separated by 、</source>
        <translation>报送对象，用“、”分隔</translation>
    </message>
    <message>
        <source>Units, posts and divisions, never people</source>
        <translation>单位、岗位或区划，不写个人</translation>
    </message>
    <message>
        <source>Select an event</source>
        <translation>请选择事件</translation>
    </message>
    <message>
        <source>Write a period like {example}</source>
        <translation>请填写时段，如 {example}</translation>
    </message>
    <message>
        <source>Write a title</source>
        <translation>请填写标题</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>时段</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
</context>
<context>
    <name>DraftHints</name>
    <message>
        <source>Proposed:</source>
        <translation>建议类别：</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Because of: {words}</source>
        <translation>依据：{words}</translation>
    </message>
</context>
<context>
    <name>DrillConsole</name>
    <message>
        <source>Exercise control</source>
        <translation>控制台</translation>
    </message>
    <message>
        <source>Jump ({key})</source>
        <translation>跳转 ({key})</translation>
    </message>
    <message>
        <source>Roll call and roles …</source>
        <translation>点名与角色 …</translation>
    </message>
    <message>
        <source>Reason (required to skip)</source>
        <translation>原因（跳过时必填）</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>Delay in minutes</source>
        <translation>推迟分钟数</translation>
    </message>
    <message>
        <source>Jump to</source>
        <translation>跳转到</translation>
    </message>
    <message>
        <source>Injects between</source>
        <translation>其间的注入</translation>
    </message>
    <message>
        <source>Time line of the injects</source>
        <translation>注入时间轴</translation>
    </message>
    <message>
        <source>with all later ones</source>
        <translation>连同其后全部</translation>
    </message>
    <message>
        <source>deliver those between</source>
        <translation>其间照常送达</translation>
    </message>
    <message>
        <source>skip those between</source>
        <translation>跳过其间注入</translation>
    </message>
    <message>
        <source>The injects are shown to directors, evaluators and, their own ones, to controllers</source>
        <translation>注入清单只对总策划和评价人员显示；控制人员可见本角色的注入</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>To</source>
        <translation>接收</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>放行</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>improvised · </source>
        <translation>即兴 · </translation>
    </message>
    <message>
        <source>chosen inject</source>
        <translation>所选注入</translation>
    </message>
    <message>
        <source>+{n} min</source>
        <translation>+{n} 分钟</translation>
    </message>
    <message>
        <source>a time …</source>
        <translation>指定时间 …</translation>
    </message>
    <message>
        <source>Write why the inject is skipped</source>
        <translation>请填写跳过的原因</translation>
    </message>
    <message>
        <source>Choose an inject that has a time and is still to come</source>
        <translation>请选择有时间且尚未到时的注入</translation>
    </message>
</context>
<context>
    <name>DrillInbox</name>
    <message>
        <source>Received injects</source>
        <translation>收到的注入</translation>
    </message>
    <message>
        <source>Answer to a question; what was said when it was played</source>
        <translation>问题的答复；演示时所说内容</translation>
    </message>
    <message>
        <source>Nothing was delivered to your role yet</source>
        <translation>尚无送达本角色的注入</translation>
    </message>
    <message>
        <source>Nothing was delivered yet</source>
        <translation>尚无注入送达</translation>
    </message>
    <message>
        <source>To</source>
        <translation>接收</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>送达</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答复</translation>
    </message>
    <message>
        <source>acknowledged</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Write the answer</source>
        <translation>请填写答复</translation>
    </message>
</context>
<context>
    <name>DrillLife</name>
    <message>
        <source>Not possible in the present state of the drill</source>
        <translation>演练当前状态下不能进行</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Speed of the drill</source>
        <translation>演练倍速</translation>
    </message>
    <message>
        <source>Resume the drill ({key})</source>
        <translation>继续演练 ({key})</translation>
    </message>
    <message>
        <source>Pause the drill ({key})</source>
        <translation>暂停演练 ({key})</translation>
    </message>
    <message>
        <source>present {n} of {all}</source>
        <translation>到场 {n}/{all}</translation>
    </message>
    <message>
        <source>{n} at no window</source>
        <translation>{n} 人不在窗口</translation>
    </message>
    <message>
        <source>interrupted {n} times</source>
        <translation>中断 {n} 次</translation>
    </message>
    <message>
        <source>{time} past its plan</source>
        <translation>已超计划 {time}</translation>
    </message>
</context>
<context>
    <name>DrillOutbox</name>
    <message>
        <source>Outbox and telephone</source>
        <translation>对外联络</translation>
    </message>
    <message>
        <source>Only those for whom my role answers</source>
        <translation>只看本角色代答的</translation>
    </message>
    <message>
        <source>Call the centre …</source>
        <translation>向指挥中心来电…</translation>
    </message>
    <message>
        <source>What is answered; the reason why nobody is reached</source>
        <translation>答复内容；未叫通的原因</translation>
    </message>
    <message>
        <source>Nothing was said to anybody outside</source>
        <translation>尚无对外联络</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>发出时间</translation>
    </message>
    <message>
        <source>To</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Means</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答复</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>not accepted for {span}</source>
        <translation>待接单 {span}</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>☎ ringing for {span}</source>
        <translation>☎ 来电 {span}</translation>
    </message>
    <message>
        <source>no answer for {span}</source>
        <translation>已 {span}未回应</translation>
    </message>
    <message>
        <source>higher authority</source>
        <translation>上级</translation>
    </message>
    <message>
        <source>Write why nobody is reached</source>
        <translation>请填写未叫通的原因</translation>
    </message>
</context>
<context>
    <name>DrillRoster</name>
    <message>
        <source>Roll call and roles</source>
        <translation>点名与角色</translation>
    </message>
    <message>
        <source>Present ({key})</source>
        <translation>到场 ({key})</translation>
    </message>
    <message>
        <source>Persons of the chosen role, as enrolled, with 、 between them</source>
        <translation>所选角色的人员（登记姓名），以、分隔</translation>
    </message>
    <message>
        <source>No scenario is loaded</source>
        <translation>尚未载入脚本</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Persons</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>到场</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无人</translation>
    </message>
    <message>
        <source>at no window: {people}</source>
        <translation>不在任何窗口：{people}</translation>
    </message>
    <message>
        <source>Choose a role in the list</source>
        <translation>请在列表中选择角色</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{role} ({side})</source>
        <translation>{role}（{side}）</translation>
    </message>
    <message>
        <source>director of the exercise</source>
        <translation>总策划</translation>
    </message>
    <message>
        <source>Your role: {role}</source>
        <translation>您的角色：{role}</translation>
    </message>
    <message>
        <source>Your role: {role} · present</source>
        <translation>您的角色：{role} · 已到场</translation>
    </message>
    <message>
        <source>After the roll call has begun, for persons with a role</source>
        <translation>点名开始后，由已分配角色的人员应答</translation>
    </message>
</context>
<context>
    <name>DrillScores</name>
    <message>
        <source>Scores and hot wash</source>
        <translation>评分与点评</translation>
    </message>
    <message>
        <source>Evaluation report …</source>
        <translation>演练评估报告 …</translation>
    </message>
    <message>
        <source>Replay the proof</source>
        <translation>回放佐证</translation>
    </message>
    <message>
        <source>Show the replay at the record that decided the chosen expectation</source>
        <translation>在回放中显示判定所选期望的那条记录的时刻</translation>
    </message>
    <message>
        <source>Earlier run to compare with</source>
        <translation>对比的历次演练</translation>
    </message>
    <message>
        <source>no comparison</source>
        <translation>不对比</translation>
    </message>
    <message>
        <source>Reason (required to overrule and to decide the grade)</source>
        <translation>理由（改判和评定时必填）</translation>
    </message>
    <message>
        <source>Share of the points</source>
        <translation>得分比例</translation>
    </message>
    <message>
        <source>Status after overruling</source>
        <translation>改判后的状态</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Scores are open to directors and evaluators, and to everybody from the hot wash on</source>
        <translation>评分对总策划和评价人员公开；点评开始后对全体参演人员公开</translation>
    </message>
    <message>
        <source>Earlier run</source>
        <translation>上次</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Expectation</source>
        <translation>期望</translation>
    </message>
    <message>
        <source>Inject</source>
        <translation>注入</translation>
    </message>
    <message>
        <source>Target / limit</source>
        <translation>目标／时限</translation>
    </message>
    <message>
        <source>Actual</source>
        <translation>实际</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Step of the scale</source>
        <translation>评分档</translation>
    </message>
    <message>
        <source>no step</source>
        <translation>不在档上</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>依据记录</translation>
    </message>
    <message>
        <source>{name} ({asked})</source>
        <translation>{name}（{asked}）</translation>
    </message>
    <message>
        <source>critical · {name}</source>
        <translation>关键 · {name}</translation>
    </message>
    <message>
        <source>{status} (overruled by {who}: {reason}; before: {old} {points})</source>
        <translation>{status}（{who} 改判：{reason}；原为 {old} {points} 分）</translation>
    </message>
    <message>
        <source>{status} · not reached: {who}</source>
        <translation>{status} · 未叫应：{who}</translation>
    </message>
    <message>
        <source>The drill&apos;s journal is on another machine</source>
        <translation>演练日志不在本机</translation>
    </message>
    <message>
        <source>{points} of {weight} points</source>
        <translation>得分 {points}／{weight}</translation>
    </message>
    <message>
        <source>Nothing is judged yet</source>
        <translation>尚无判定</translation>
    </message>
    <message>
        <source>proposed: {grade}</source>
        <translation>建议等级：{grade}</translation>
    </message>
    <message>
        <source>critical missed: {ids}</source>
        <translation>关键项未达成：{ids}</translation>
    </message>
    <message>
        <source>decided: {grade}</source>
        <translation>评定：{grade}</translation>
    </message>
    <message>
        <source>{n} notes</source>
        <translation>评估记录 {n} 条</translation>
    </message>
    <message>
        <source>{n} self-assessments</source>
        <translation>自评 {n} 份</translation>
    </message>
    <message>
        <source>{who} on the rating: {text}</source>
        <translation>{who} 评定：{text}</translation>
    </message>
    <message>
        <source>Write why the score is overruled</source>
        <translation>请填写改判理由</translation>
    </message>
    <message>
        <source>Write why this grade was decided</source>
        <translation>请填写评定理由</translation>
    </message>
    <message>
        <source>Choose the grade</source>
        <translation>请选择等级</translation>
    </message>
    <message>
        <source>compare with {time}, version {n}, aborted</source>
        <translation>对比 {time}，脚本第 {n} 版，已中止</translation>
    </message>
    <message>
        <source>compare with {time}, version {n}</source>
        <translation>对比 {time}，脚本第 {n} 版</translation>
    </message>
    <message>
        <source>The report is being written …</source>
        <translation>正在生成报告…</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Written: {files}. It lacks: {gaps}</source>
        <translation>已生成：{files}。尚缺：{gaps}</translation>
    </message>
    <message>
        <source>not comparable</source>
        <translation>不可比</translation>
    </message>
    <message>
        <source>now</source>
        <translation>本次</translation>
    </message>
    <message>
        <source>Results of the runs: {runs}</source>
        <translation>历次得分率：{runs}</translation>
    </message>
    <message>
        <source>By role: {roles}</source>
        <translation>各参演角色（两次均计分的可比期望）：{roles}</translation>
    </message>
    <message>
        <source>changed between the versions</source>
        <translation>两版之间已修改，不比较</translation>
    </message>
    <message>
        <source>only in the earlier run</source>
        <translation>仅上次有</translation>
    </message>
    <message>
        <source>only in this run</source>
        <translation>仅本次有</translation>
    </message>
</context>
<context>
    <name>DuplicateList</name>
    <message>
        <source>Possible duplicates</source>
        <translation>疑似重复</translation>
    </message>
</context>
<context>
    <name>DutyLog</name>
    <message>
        <source>Duty log</source>
        <translation>值班日志</translation>
    </message>
    <message>
        <source>Entry text; linked to the selected event, if any</source>
        <translation>记入需要留存的事项；若已选中事件，则记在该事件名下</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>记入</translation>
    </message>
    <message>
        <source>No entries yet</source>
        <translation>暂无记录</translation>
    </message>
</context>
<context>
    <name>DutyRows</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Attachments: {files}</source>
        <translation>附件：{files}</translation>
    </message>
</context>
<context>
    <name>EditDialog</name>
    <message>
        <source>Edit inject {id}</source>
        <translation>修改注入 {id}</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>It was delivered or skipped meanwhile; its text is not changed any more</source>
        <translation>该注入已送达或已跳过，内容不能再修改</translation>
    </message>
    <message>
        <source>Somebody else has changed the text meanwhile; sent again, yours replaces this one: {text}</source>
        <translation>其间内容已被他人改为：{text}；再次提交将以您的内容替换</translation>
    </message>
    <message>
        <source>It is changed in this run only; the scenario stays as it is.</source>
        <translation>仅在本次演练中修改，情景文件不变。</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
</context>
<context>
    <name>EditedStart</name>
    <message>
        <source>Drills are started on the machine that has the county&apos;s data</source>
        <translation>只能在存有县域数据的机器上启动演练</translation>
    </message>
    <message>
        <source>The drill is being started</source>
        <translation>演练正在启动</translation>
    </message>
    <message>
        <source>Write a scenario first, or open one</source>
        <translation>请先编写脚本，或打开一个脚本</translation>
    </message>
    <message>
        <source>It is being checked</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>Correct the errors first</source>
        <translation>请先改正错误</translation>
    </message>
    <message>
        <source>The drill is being started; its window opens in a moment …</source>
        <translation>演练正在启动，其窗口稍后打开。</translation>
    </message>
    <message>
        <source>{realm} has been loaded: roll call and start are in its window</source>
        <translation>{realm} 已载入情景：请在其窗口中点名并开始</translation>
    </message>
    <message>
        <source>The drill was not started: {why}</source>
        <translation>演练未能启动：{why}</translation>
    </message>
</context>
<context>
    <name>EditorBar</name>
    <message>
        <source>Export as a workbook …</source>
        <translation>导出 Excel 脚本 …</translation>
    </message>
    <message>
        <source>Move it to this county</source>
        <translation>改用本县地点</translation>
    </message>
    <message>
        <source>Shipped scenarios</source>
        <translation>内置情景</translation>
    </message>
</context>
<context>
    <name>EditorPages</name>
    <message>
        <source>Attachments</source>
        <translation>附件</translation>
    </message>
</context>
<context>
    <name>EmergencyBand</name>
    <message>
        <source>Show ({key})</source>
        <translation>查看 ({key})</translation>
    </message>
    <message>
        <source>{n} emergencies that nobody has taken up</source>
        <translation>{n} 件紧急事项无人处理</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>另有 {n} 件</translation>
    </message>
    <message>
        <source>since {time}, {span}</source>
        <translation>{time} 起，已 {span}</translation>
    </message>
    <message>
        <source>Returned to normal, not acknowledged</source>
        <translation>已恢复，未确认</translation>
    </message>
    <message>
        <source>raised {time}</source>
        <translation>{time} 发生</translation>
    </message>
</context>
<context>
    <name>EmptyHint</name>
    <message>
        <source>Receiving data …</source>
        <translation>正在接收数据…</translation>
    </message>
</context>
<context>
    <name>EndDialog</name>
    <message>
        <source>End the drill</source>
        <translation>结束演练</translation>
    </message>
    <message>
        <source>The desk of the drill takes nothing more, and an ended drill is not resumed.</source>
        <translation>结束后不再办理演练中的任何事项，且不能恢复。</translation>
    </message>
    <message>
        <source>Injects that were not delivered: {n}</source>
        <translation>尚未送达的注入：{n} 条</translation>
    </message>
    <message>
        <source>Expectations that are not decided: {n}</source>
        <translation>尚未判定的期望：{n} 项</translation>
    </message>
    <message>
        <source>Their time runs still, they count as missed then: {ids}</source>
        <translation>其中未到最迟时限、现在结束即计为未达成的：{ids}</translation>
    </message>
</context>
<context>
    <name>EntryFiles</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Save as …</source>
        <translation>另存为 …</translation>
    </message>
    <message>
        <source>Files of this kind are only saved, not opened</source>
        <translation>此类文件只能另存，不能直接打开</translation>
    </message>
</context>
<context>
    <name>EvaluateForm</name>
    <message>
        <source>A reporter is not satisfied: give a reason for this score, or assign the event again</source>
        <translation>有报告人回访不满意：请说明打此分的理由，或重新派遣该事件</translation>
    </message>
</context>
<context>
    <name>Evaluation</name>
    <message>
        <source>Evaluation</source>
        <translation>评价</translation>
    </message>
    <message>
        <source>By day</source>
        <translation>按日</translation>
    </message>
    <message>
        <source>By month</source>
        <translation>按月</translation>
    </message>
    <message>
        <source>By quarter</source>
        <translation>按季</translation>
    </message>
    <message>
        <source>By half-year</source>
        <translation>按半年</translation>
    </message>
    <message>
        <source>By year</source>
        <translation>按年</translation>
    </message>
    <message>
        <source>Monthly bulletin</source>
        <translation>月度通报</translation>
    </message>
    <message>
        <source>Drafts the bulletin of the shown month, or shows it, among the briefings</source>
        <translation>在简报中起草或显示所示月份的通报</translation>
    </message>
    <message>
        <source>The period is not over: figures as of {time}, compared with as much of the one before</source>
        <translation>本期未结束，数字截至 {time}，与上期同样长的时间比较</translation>
    </message>
</context>
<context>
    <name>EvaluationFilters</name>
    <message>
        <source>All towns</source>
        <translation>全部乡镇</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>全部大类</translation>
    </message>
    <message>
        <source>All channels</source>
        <translation>全部渠道</translation>
    </message>
</context>
<context>
    <name>EvaluatorNoteDialog</name>
    <message>
        <source>Evaluator&apos;s note</source>
        <translation>评估记录</translation>
    </message>
    <message>
        <source>Observation</source>
        <translation>观察内容</translation>
    </message>
    <message>
        <source>Expectation</source>
        <translation>期望</translation>
    </message>
    <message>
        <source>Objective</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>评级</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>EventActions</name>
    <message>
        <source>This form is half written again: send it or leave it first</source>
        <translation>该表单又有未提交内容，请先提交或离开</translation>
    </message>
    <message>
        <source>Send the open form first, or leave it with Esc</source>
        <translation>请先提交正在填写的表单，或按 Esc 离开</translation>
    </message>
    <message>
        <source>{verb}: not possible, the event is “{state}”</source>
        <translation>{verb}：事件处于“{state}”状态，不能办理</translation>
    </message>
    <message>
        <source>The recommended unit is being looked up …</source>
        <translation>正在查询推荐力量…</translation>
    </message>
    <message>
        <source>No unit is suggested: choose one</source>
        <translation>没有建议派遣的单位，请另选单位</translation>
    </message>
    <message>
        <source>Another unit has just been suggested: check it, then approve again</source>
        <translation>刚刚改为推荐另一力量：请核对后再次批准</translation>
    </message>
    <message>
        <source>{verb}: the unit does this; on its behalf press {key}</source>
        <translation>{verb}由承办单位办理；代为办理请按 {key}</translation>
    </message>
    <message>
        <source>Choose another unit …</source>
        <translation>另选单位 …</translation>
    </message>
    <message>
        <source>{verb}: sending …</source>
        <translation>{verb}：提交中…</translation>
    </message>
</context>
<context>
    <name>EventBoard</name>
    <message>
        <source>sending …</source>
        <translation>发送中…</translation>
    </message>
</context>
<context>
    <name>EventCard</name>
    <message>
        <source>Show on the map</source>
        <translation>地图定位</translation>
    </message>
    <message>
        <source>Open the sensor</source>
        <translation>查看设备</translation>
    </message>
    <message>
        <source>No event has this number</source>
        <translation>没有此编号的事件</translation>
    </message>
    <message>
        <source>Searching the journal …</source>
        <translation>正在日志中查找…</translation>
    </message>
    <message>
        <source>Archived {days} days after it ended: read-only, from the journal</source>
        <translation>事件结束已满 {days} 天，不再列出；以下内容取自日志，只读</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Happened</source>
        <translation>发生时间</translation>
    </message>
    <message>
        <source>Reporter</source>
        <translation>上报人</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>处置单位</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>要求</translation>
    </message>
    <message>
        <source>{text} (to {units})</source>
        <translation>{text}（{units}）</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>处置力量</translation>
    </message>
    <message>
        <source>Reason for this unit</source>
        <translation>派遣依据</translation>
    </message>
    <message>
        <source>stopped; recalculated on resume (was {due})</source>
        <translation>计时已停，恢复后重新计算（原为 {due}）</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>办结时限</translation>
    </message>
    <message>
        <source>Extension requested</source>
        <translation>申请延期</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>退回原因</translation>
    </message>
    <message>
        <source>Escalated</source>
        <translation>升级督促</translation>
    </message>
    <message>
        <source>supervised</source>
        <translation>督办</translation>
    </message>
    <message>
        <source>extended</source>
        <translation>已延期</translation>
    </message>
    <message>
        <source>returned {n}</source>
        <translation>退回 {n} 次</translation>
    </message>
    <message>
        <source>rework {n}</source>
        <translation>返工 {n} 次</translation>
    </message>
    <message>
        <source>assigned again {n}</source>
        <translation>重新交办 {n} 次</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Follow-up</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>main unit</source>
        <translation>主办</translation>
    </message>
    <message>
        <source>further unit</source>
        <translation>协办</translation>
    </message>
    <message>
        <source>{unit} ({role})</source>
        <translation>{unit}（{role}）</translation>
    </message>
    <message>
        <source>departed {time}</source>
        <translation>出动 {time}</translation>
    </message>
    <message>
        <source>arrived {time}</source>
        <translation>到场 {time}</translation>
    </message>
</context>
<context>
    <name>EventDelegate</name>
    <message>
        <source>EMERGENCY</source>
        <translation>紧急</translation>
    </message>
    <message>
        <source>returned {n}</source>
        <translation>退回 {n} 次</translation>
    </message>
    <message>
        <source>{n} units</source>
        <translation>{n} 个单位</translation>
    </message>
    <message>
        <source>asks for an extension</source>
        <translation>申请延期</translation>
    </message>
    <message>
        <source>{n} reports</source>
        <translation>{n} 件上报</translation>
    </message>
</context>
<context>
    <name>EventLinks</name>
    <message>
        <source>Call …</source>
        <translation>叫应 …</translation>
    </message>
    <message>
        <source>Situation report …</source>
        <translation>信息报告 …</translation>
    </message>
    <message>
        <source>Briefing …</source>
        <translation>简报 …</translation>
    </message>
    <message>
        <source>Close a road here …</source>
        <translation>封闭此处道路 …</translation>
    </message>
</context>
<context>
    <name>EventList</name>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Words, pinyin, initials, number, place, unit, note or phone; also events of earlier years</source>
        <translation>可按文字、拼音、首字母、编号、地点、单位、备注或电话查找，往年事件也能找到</translation>
    </message>
    <message>
        <source>All open</source>
        <translation>全部未结</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>全部类别</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>全部级别</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>最新在前</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>最紧急在前</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>按级别</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>按时限</translation>
    </message>
    <message>
        <source>Emergencies always come first. Urgent: what is overdue or waits for the centre, then what is due soon; in each the higher level first, then the less time left</source>
        <translation>紧急事件始终在最前。最紧急在前：先超期或等待中心办理的，再临期的；同组内级别高者在前，剩余时间少者在前</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我经办</translation>
    </message>
    <message>
        <source>Only events that I worked on</source>
        <translation>只看我经办过的事件</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Connecting, no events have arrived yet …</source>
        <translation>正在连接，尚未载入…</translation>
    </message>
    <message>
        <source>{n} of {total} events</source>
        <translation>{n} / {total} 件</translation>
    </message>
    <message>
        <source>No event matches, of {total}</source>
        <translation>没有符合条件的事件（共 {total} 件）</translation>
    </message>
    <message>
        <source>No events</source>
        <translation>暂无事件</translation>
    </message>
</context>
<context>
    <name>EventPlan</name>
    <message>
        <source>Start plan {level}: {name}</source>
        <translation>启动{level}级预案：{name}</translation>
    </message>
    <message>
        <source>Plan {level} ended: {done} of {all} done …</source>
        <translation>{level}级预案已结束：完成 {done}/{all} …</translation>
    </message>
    <message>
        <source>Plan {level}: {done} of {all} done, {n} overdue …</source>
        <translation>{level}级预案：完成 {done}/{all}，逾期 {n} …</translation>
    </message>
    <message>
        <source>Plan {level}: {done} of {all} done …</source>
        <translation>{level}级预案：完成 {done}/{all} …</translation>
    </message>
</context>
<context>
    <name>EventSite</name>
    <message>
        <source>Casualties …</source>
        <translation>登记伤亡 …</translation>
    </message>
    <message>
        <source>Leader at the site …</source>
        <translation>领导到位 …</translation>
    </message>
    <message>
        <source>Withdraw the last one …</source>
        <translation>撤回最近一条 …</translation>
    </message>
    <message>
        <source>Correct to {level} …</source>
        <translation>更正为{level} …</translation>
    </message>
    <message>
        <source>{people} dead: at least {level} by law, now {now}</source>
        <translation>死亡 {people} 人：按规定至少为{level}，现为{now}</translation>
    </message>
    <message>
        <source>{people} dead or missing: may be {level}, now {now}</source>
        <translation>死亡和失联共 {people} 人：可能为{level}，现为{now}</translation>
    </message>
    <message>
        <source>{people} injured: {level} if they are seriously injured, now {now}</source>
        <translation>受伤 {people} 人：如为重伤即达{level}，现为{now}</translation>
    </message>
    <message>
        <source>Dead {dead}, missing {missing}, injured {injured} ({time})</source>
        <translation>死亡 {dead} 人，失联 {missing} 人，受伤 {injured} 人（{time}）</translation>
    </message>
    <message>
        <source>{post}: at the site ({time})</source>
        <translation>{post}：已到场（{time}）</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>撤回</translation>
    </message>
</context>
<context>
    <name>EventStyleRow</name>
    <message>
        <source>Drawn as</source>
        <translation>显示方式</translation>
    </message>
    <message>
        <source>Time window</source>
        <translation>时间窗口</translation>
    </message>
</context>
<context>
    <name>EventView</name>
    <message>
        <source>▲ {n} new</source>
        <translation>▲ {n} 条新事件</translation>
    </message>
    <message>
        <source>▲ {new} new · {moved}</source>
        <translation>▲ 新 {new} · 变 {moved}</translation>
    </message>
    <message>
        <source>{n} changed</source>
        <translation>{n} 条变化</translation>
    </message>
    <message>
        <source>Show them ({key})</source>
        <translation>显示 ({key})</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Export without the map</source>
        <translation>不附位置图导出</translation>
    </message>
    <message>
        <source>Export the briefing</source>
        <translation>导出简报</translation>
    </message>
    <message>
        <source>No program on this machine opens folders</source>
        <translation>本机没有可打开文件夹的程序</translation>
    </message>
    <message>
        <source>The map around the event is being painted …</source>
        <translation>事件位置图正在绘制…</translation>
    </message>
    <message>
        <source>Nothing was exported: {why}</source>
        <translation>未导出：{why}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>FactCard</name>
    <message>
        <source>Show on the map</source>
        <translation>地图定位</translation>
    </message>
    <message>
        <source>Show its event</source>
        <translation>查看所办事件</translation>
    </message>
    <message>
        <source>Close or open the road …</source>
        <translation>封闭或恢复道路 …</translation>
    </message>
</context>
<context>
    <name>Fan</name>
    <message>
        <source>{shown} of {total}</source>
        <translation>{shown} / {total}</translation>
    </message>
</context>
<context>
    <name>FaultBand</name>
    <message>
        <source>The journal is damaged: {why}. The display may be wrong. Inform the administrator: back up the data folder, check it with `main.py journal … verify`, then `restore` a backup or `repair` the journal.</source>
        <translation>后台日志已损坏：{why}。显示内容可能有误。请通知管理员：先备份数据文件夹，用 main.py journal … verify 查明，再用 restore 恢复备份，或用 repair 修复。</translation>
    </message>
    <message>
        <source>Attention: {why}</source>
        <translation>请注意：{why}</translation>
    </message>
    <message>
        <source>The backend cannot record anything: {why}. It refuses commands and readings until it can. Inform the administrator.</source>
        <translation>后台无法入库：{why}。恢复之前，后台拒收一切指令和读数。请通知管理员。</translation>
    </message>
    <message>
        <source>READ-ONLY, NOT LIVE. The journal is damaged: {why}. None of its records is proven, so no event and no alarm is shown. Nothing can be recorded. Inform the administrator.</source>
        <translation>只读，非实时。日志已损坏：{why}。没有任何记录可以证实，因此不显示任何事件和告警。无法入库任何内容。请通知管理员。</translation>
    </message>
    <message>
        <source>READ-ONLY, NOT LIVE. The journal is damaged: {why}. Shown is the last proven state, as of record {record} of {time}; what happened after it is not shown. Nothing can be recorded. Inform the administrator.</source>
        <translation>只读，非实时。日志已损坏：{why}。当前显示的是最后可证实的状态，截至 {time} 的第 {record} 条记录，其后发生的情况未显示。无法入库任何内容。请通知管理员。</translation>
    </message>
</context>
<context>
    <name>FetchedFiles</name>
    <message>
        <source>No program on this machine opens {name}; save it instead</source>
        <translation>本机没有可打开 {name} 的程序，请改用“另存为”</translation>
    </message>
</context>
<context>
    <name>FieldChoice</name>
    <message>
        <source>not used</source>
        <translation>不使用</translation>
    </message>
</context>
<context>
    <name>FigureDetail</name>
    <message>
        <source>Records behind it</source>
        <translation>背后的记录</translation>
    </message>
    <message>
        <source>Definition, report …</source>
        <translation>口径、写入专报 …</translation>
    </message>
    <message>
        <source>the 7 days before</source>
        <translation>上一个 7 天</translation>
    </message>
    <message>
        <source>a year ago</source>
        <translation>去年同期</translation>
    </message>
    <message>
        <source>95 % interval: {interval}</source>
        <translation>95 % 区间：{interval}</translation>
    </message>
</context>
<context>
    <name>FigureInputs</name>
    <message>
        <source>Reported figures</source>
        <translation>指标填报</translation>
    </message>
    <message>
        <source>Period: 2026-11-25, 2026-11-25T14, 2026-11, 2026-Q4 or 2026</source>
        <translation>时段：2026-11-25、2026-11-25T14、2026-11、2026-Q4 或 2026</translation>
    </message>
    <message>
        <source>Indicator</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Work number</source>
        <translation>工号</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Division</source>
        <translation>区划</translation>
    </message>
    <message>
        <source>offered </source>
        <translation>来电 </translation>
    </message>
    <message>
        <source>answered </source>
        <translation>接通 </translation>
    </message>
    <message>
        <source>Evidence; the reason of a correction</source>
        <translation>依据；或更正原因</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>填报</translation>
    </message>
    <message>
        <source>Nothing was reported</source>
        <translation>尚无填报</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>时段</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>来电量</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>接通量</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>填报次数</translation>
    </message>
    <message>
        <source>By</source>
        <translation>填报人</translation>
    </message>
    <message>
        <source>Last visit</source>
        <translation>最近走访</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>走访次数</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Choose the grid</source>
        <translation>请选择网格</translation>
    </message>
    <message>
        <source>Enter the period</source>
        <translation>请填写时段</translation>
    </message>
    <message>
        <source>Choose the indicator and the division</source>
        <translation>请选择指标和区划</translation>
    </message>
</context>
<context>
    <name>FigureMenu</name>
    <message>
        <source>&amp;Definition …</source>
        <translation>口径(&amp;D) …</translation>
    </message>
    <message>
        <source>&amp;Records</source>
        <translation>记录(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Trend and towns</source>
        <translation>趋势和乡镇(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Write into a report …</source>
        <translation>写入专报(&amp;W) …</translation>
    </message>
</context>
<context>
    <name>FigureRecordList</name>
    <message>
        <source>Reading the records …</source>
        <translation>正在读取记录…</translation>
    </message>
    <message>
        <source>Records of {what}</source>
        <translation>{what}的记录</translation>
    </message>
    <message>
        <source>No record is counted here.</source>
        <translation>没有计入的记录。</translation>
    </message>
    <message>
        <source>{n} records; the first {shown} are listed</source>
        <translation>共 {n} 条记录，列出前 {shown} 条</translation>
    </message>
    <message>
        <source>{n} records</source>
        <translation>{n} 条记录</translation>
    </message>
    <message>
        <source>Numerator: {num} records, denominator: {den} records; {shown} are listed</source>
        <translation>分子 {num} 条、分母 {den} 条记录，列出 {shown} 条</translation>
    </message>
</context>
<context>
    <name>FigureRecordsBox</name>
    <message>
        <source>The first {n} of {total}</source>
        <translation>共 {total} 条，显示前 {n} 条</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>About</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>Attach files</source>
        <translation>添加附件</translation>
    </message>
    <message>
        <source>Save the attachment</source>
        <translation>保存附件</translation>
    </message>
    <message>
        <source>Import files</source>
        <translation>导入文件</translation>
    </message>
    <message>
        <source>Tables ({patterns})</source>
        <translation>表格（{patterns}）</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Save the rows that were not imported</source>
        <translation>保存未导入的行</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>Excel 工作簿 (*.xlsx)</translation>
    </message>
    <message>
        <source>Save into a folder</source>
        <translation>保存到文件夹</translation>
    </message>
    <message>
        <source>Export events</source>
        <translation>导出事件</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Export the handover</source>
        <translation>导出交接班记录</translation>
    </message>
    <message>
        <source>Word document (*.docx)</source>
        <translation>Word 文档 (*.docx)</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>文本文件 (*.txt)</translation>
    </message>
    <message>
        <source>Export the coverage</source>
        <translation>导出服务覆盖</translation>
    </message>
    <message>
        <source>Export the answer</source>
        <translation>导出结果</translation>
    </message>
    <message>
        <source>Export whom to tell</source>
        <translation>导出告知名单</translation>
    </message>
    <message>
        <source>Save the event as PDF</source>
        <translation>将事件保存为 PDF</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF 文件 (*.pdf)</translation>
    </message>
    <message>
        <source>Open a scenario</source>
        <translation>打开情景</translation>
    </message>
    <message>
        <source>Scenarios and scripts ({patterns})</source>
        <translation>情景与脚本（{patterns}）</translation>
    </message>
    <message>
        <source>Save the scenario</source>
        <translation>保存情景</translation>
    </message>
    <message>
        <source>Scenario (*.toml)</source>
        <translation>情景（*.toml）</translation>
    </message>
    <message>
        <source>Scenario with its attachments (*.drill.zip)</source>
        <translation>情景及附件（*.drill.zip）</translation>
    </message>
    <message>
        <source>Export the script</source>
        <translation>导出脚本</translation>
    </message>
    <message>
        <source>{name} already exists. Replace it?</source>
        <translation>{name} 已存在。要替换吗？</translation>
    </message>
    <message>
        <source>Print the event</source>
        <translation>打印事件</translation>
    </message>
</context>
<context>
    <name>FilterMenu</name>
    <message>
        <source>Saved filters</source>
        <translation>筛选方案</translation>
    </message>
    <message>
        <source>Name of the present filter</source>
        <translation>当前筛选的名称</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>No filter is saved yet</source>
        <translation>尚未保存筛选方案</translation>
    </message>
    <message>
        <source>Save the present filter …</source>
        <translation>保存当前筛选 …</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>FindingList</name>
    <message>
        <source>Next: give the drill a name ({page}), add injects ({key}) and what is expected after each; it is checked while you write</source>
        <translation>下一步：在“{page}”中填写演练名称，添加情景注入（{key}）和各自的评估期望；边写边检查</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Check: {errors} errors, {warnings} warnings</source>
        <translation>检查：{errors} 个错误，{warnings} 个提示</translation>
    </message>
    <message>
        <source>Check: no findings</source>
        <translation>检查通过，没有发现问题</translation>
    </message>
    <message>
        <source>{check}; {n} typed texts are not taken</source>
        <translation>{check}；{n} 处输入未采用</translation>
    </message>
    <message>
        <source>✎ {field}: {text} is not taken. {why}</source>
        <translation>✎ {field}：“{text}”未采用。{why}</translation>
    </message>
</context>
<context>
    <name>FirstView</name>
    <message>
        <source>How is the county? The last 7 days</source>
        <translation>县里怎么样：近 7 天，对上一个 7 天和去年同期</translation>
    </message>
    <message>
        <source>Receiving data …</source>
        <translation>正在接收数据…</translation>
    </message>
    <message>
        <source>For me to decide</source>
        <translation>等我决定</translation>
    </message>
    <message>
        <source>Nothing waits for a decision.</source>
        <translation>没有等待决定的事项。</translation>
    </message>
    <message>
        <source>Promises that are overdue</source>
        <translation>已经超期的承诺</translation>
    </message>
    <message>
        <source>Nothing is overdue.</source>
        <translation>没有超期的事项。</translation>
    </message>
    <message>
        <source>Risks that rise</source>
        <translation>正在上升的风险</translation>
    </message>
    <message>
        <source>alarms only: the figures are not known</source>
        <translation>只有告警：数字未知</translation>
    </message>
    <message>
        <source>Nothing rises significantly against the 7 days before and a year ago; no grave alarm waits.</source>
        <translation>与上一个 7 天和去年同期相比，没有显著上升的；没有等待确认的重要告警。</translation>
    </message>
    <message>
        <source>as of {time}</source>
        <translation>截至 {time}</translation>
    </message>
    <message>
        <source>7 days before</source>
        <translation>上一个 7 天</translation>
    </message>
    <message>
        <source>a year ago</source>
        <translation>去年同期</translation>
    </message>
    <message>
        <source>of a year ago there is no data yet</source>
        <translation>尚无去年同期数据</translation>
    </message>
    <message>
        <source>nothing to compare with yet: no data of the 7 days before or of a year ago</source>
        <translation>尚无可比数据：没有上一个 7 天和去年同期的记录</translation>
    </message>
    <message>
        <source>of the 7 days before there is no data</source>
        <translation>没有上一个 7 天的数据</translation>
    </message>
    <message>
        <source>What rises is not known yet: there are no whole records of the 7 days before. No grave alarm waits.</source>
        <translation>还不知道哪些在上升：上一个 7 天没有完整的记录。没有待确认的严重告警。</translation>
    </message>
    <message>
        <source>How is the county? The last 7 days ({lacks})</source>
        <translation>县里怎么样：近 7 天（{lacks}）</translation>
    </message>
</context>
<context>
    <name>FollowUpCalls</name>
    <message>
        <source>Calls to reporters</source>
        <translation>回访记录</translation>
    </message>
    <message>
        <source>{n} reporters not asked yet</source>
        <translation>还有 {n} 位上报人未回访</translation>
    </message>
    <message>
        <source>about {event}</source>
        <translation>针对 {event}</translation>
    </message>
</context>
<context>
    <name>FollowUpForm</name>
    <message>
        <source>Solved</source>
        <translation>已解决</translation>
    </message>
    <message>
        <source>Not solved</source>
        <translation>未解决</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>不清楚</translation>
    </message>
    <message>
        <source>Satisfied</source>
        <translation>满意</translation>
    </message>
    <message>
        <source>Not satisfied</source>
        <translation>不满意</translation>
    </message>
    <message>
        <source>Choose one of each line</source>
        <translation>每行请各选一项</translation>
    </message>
    <message>
        <source>no reporter</source>
        <translation>无上报人</translation>
    </message>
</context>
<context>
    <name>FreezeDialog</name>
    <message>
        <source>Freeze the assessment</source>
        <translation>冻结考核数值</translation>
    </message>
    <message>
        <source>{name}: {known} of {all} leaves have a value. What is frozen never changes.</source>
        <translation>{name}：{all} 项末级指标中 {known} 项有数值。冻结后不再改变。</translation>
    </message>
    <message>
        <source>By which decision</source>
        <translation>依据（哪次会议或文件）</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Write by which decision</source>
        <translation>请填写依据的决定</translation>
    </message>
</context>
<context>
    <name>FreshnessBar</name>
    <message>
        <source>{n} channels replayed from a file</source>
        <translation>含文件回放数据 {n} 路</translation>
    </message>
    <message>
        <source>Records are missing</source>
        <translation>记录不全</translation>
    </message>
    <message>
        <source>Backend: {why}</source>
        <translation>后台异常：{why}</translation>
    </message>
    <message>
        <source>Verifying the journal: {share}</source>
        <translation>日志校验中 {share}</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is {span} fast</source>
        <translation>本机时钟快 {span}</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is {span} slow</source>
        <translation>本机时钟慢 {span}</translation>
    </message>
    <message>
        <source>Time rate {rate}×</source>
        <translation>时间流速 {rate}×</translation>
    </message>
    <message>
        <source>Analysis service offline; figures as of {time}</source>
        <translation>分析服务离线，数字停在 {time}</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is {span} ahead of the backend&apos;s</source>
        <translation>本机时钟比后台快 {span}</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is {span} behind the backend&apos;s</source>
        <translation>本机时钟比后台慢 {span}</translation>
    </message>
    <message>
        <source>The backend&apos;s clock is {span} slow</source>
        <translation>后台时钟慢 {span}</translation>
    </message>
    <message>
        <source>The backend&apos;s clock is {span} fast</source>
        <translation>后台时钟快 {span}</translation>
    </message>
    <message>
        <source>NOT LIVE</source>
        <translation>非实时</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>REPLAY</source>
        <translation>回放</translation>
    </message>
    <message>
        <source>DRILL</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>{mode} · READ-ONLY</source>
        <translation>{mode} · 只读</translation>
    </message>
    <message>
        <source>{mode} · JOURNAL DAMAGED</source>
        <translation>{mode} · 日志损坏</translation>
    </message>
    <message>
        <source>{mode} · NOT RECORDING</source>
        <translation>{mode} · 无法入库</translation>
    </message>
    <message>
        <source>{n} commands unanswered</source>
        <translation>{n} 条指令待答复</translation>
    </message>
    <message>
        <source>Lag {lag}</source>
        <translation>延迟 {lag}</translation>
    </message>
    <message>
        <source>Recorded data</source>
        <translation>回放数据</translation>
    </message>
    <message>
        <source>Dropped {n}</source>
        <translation>丢失 {n}</translation>
    </message>
    <message>
        <source>Batches of readings dropped in transit: {n}</source>
        <translation>途中丢失的读数批次：{n}</translation>
    </message>
    <message>
        <source>Readings that the backend failed to store: {n}</source>
        <translation>后台未能入库的读数：{n}</translation>
    </message>
    <message>
        <source>Readings rejected: {n}</source>
        <translation>无法使用的读数：{n}</translation>
    </message>
    <message>
        <source>Unreadable messages received here: {n}</source>
        <translation>本机收到的无法识别的消息：{n}</translation>
    </message>
    <message>
        <source>Unreadable messages refused by the backend: {n}</source>
        <translation>后台拒收的无法识别的消息：{n}</translation>
    </message>
    <message>
        <source>Connections rejected by the backend: {n}</source>
        <translation>后台拒绝的连接：{n}</translation>
    </message>
    <message>
        <source>Records are never dropped. Retransmitted: {n}</source>
        <translation>记录从不丢失，已补传：{n}</translation>
    </message>
    <message>
        <source>No data received</source>
        <translation>暂无数据</translation>
    </message>
    <message>
        <source>Newest data {span} ago</source>
        <translation>最新数据 {span}前</translation>
    </message>
    <message>
        <source>Backend {n} MB</source>
        <translation>后台 {n} MB</translation>
    </message>
    <message>
        <source>Read-only, not live: the journal is damaged, record {record} is the last proven one</source>
        <translation>只读，非实时：日志已损坏，最后可证实的是第 {record} 条记录</translation>
    </message>
    <message>
        <source>No data received for {span}: {why}</source>
        <translation>已 {span}没有收到任何数据：{why}</translation>
    </message>
    <message>
        <source>Commands do not arrive: {why}</source>
        <translation>指令未送达：{why}</translation>
    </message>
    <message>
        <source>Display frozen at {time}: {why}</source>
        <translation>画面停在 {time}：{why}</translation>
    </message>
    <message>
        <source>Display frozen at {time}: no data for {span}</source>
        <translation>画面停在 {time}，数据已 {span}未更新</translation>
    </message>
</context>
<context>
    <name>FurtherEvents</name>
    <message>
        <source>Ended, of all years: the newest {n}</source>
        <translation>已办结（历年）：最新 {n} 件</translation>
    </message>
    <message>
        <source>Ended, of all years: {n}</source>
        <translation>已办结（历年）：{n} 件</translation>
    </message>
    <message>
        <source>The analysis service is starting …</source>
        <translation>分析服务正在启动…</translation>
    </message>
    <message>
        <source>Analysis service offline; ended events as of {time}</source>
        <translation>分析服务离线，办结事件截至 {time}</translation>
    </message>
    <message>
        <source>Texts are still being indexed: the newest ones are not found yet</source>
        <translation>全文索引仍在建立，最新的事件暂时查不到</translation>
    </message>
</context>
<context>
    <name>GivenSteps</name>
    <message>
        <source>Close this line</source>
        <translation>关闭此提示</translation>
    </message>
    <message>
        <source>The answer of the backend is still missing</source>
        <translation>尚未收到后台答复</translation>
    </message>
</context>
<context>
    <name>GroupRows</name>
    <message>
        <source>Rank</source>
        <translation>名次</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>本期</translation>
    </message>
    <message>
        <source>Numerator</source>
        <translation>分子</translation>
    </message>
    <message>
        <source>Denominator</source>
        <translation>分母</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 区间</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>上期</translation>
    </message>
    <message>
        <source>Click to list these records</source>
        <translation>单击列出这些记录</translation>
    </message>
</context>
<context>
    <name>HandOverForm</name>
    <message>
        <source>Why it is handed over (required)</source>
        <translation>移交原因（必填）</translation>
    </message>
    <message>
        <source>To whom</source>
        <translation>移交给</translation>
    </message>
    <message>
        <source>Choose the person to hand it over to</source>
        <translation>请选择移交给谁</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>{county} Command Centre</source>
        <translation>{county}指挥中心</translation>
    </message>
    <message>
        <source>Alarms nobody has acknowledged, of all that are active; and those that returned to normal before somebody acknowledged them</source>
        <translation>未确认告警数 / 活动告警总数；另列已恢复正常但未确认的告警</translation>
    </message>
    <message>
        <source>On duty: {name}</source>
        <translation>值班：{name}</translation>
    </message>
    <message>
        <source>Operator on duty; the name is recorded with every command</source>
        <translation>值班人；姓名会记入每条指令</translation>
    </message>
    <message>
        <source>No person is enrolled for this key</source>
        <translation>此密钥下没有登记人员</translation>
    </message>
    <message>
        <source>Commands carry only the key&apos;s name until an enrolled person signs on</source>
        <translation>值班人员登记之前，指令只记密钥名称，不记姓名</translation>
    </message>
    <message>
        <source>Events of today, since midnight, whatever their state</source>
        <translation>今日零时以来的事件，不论状态</translation>
    </message>
    <message>
        <source>The next step is the centre&apos;s</source>
        <translation>下一步由指挥中心办理</translation>
    </message>
    <message>
        <source>A unit was sent; it works on them, or their clock is suspended</source>
        <translation>已交处置单位，正在办理或已挂账</translation>
    </message>
    <message>
        <source>The unit has fed back; the centre verifies and closes</source>
        <translation>处置单位已反馈，待指挥中心核查结案</translation>
    </message>
    <message>
        <source>Open events past their time limit</source>
        <translation>已超过时限的未结事件</translation>
    </message>
    <message>
        <source>Open events of urgent classes or high levels: people may be in danger</source>
        <translation>紧急类别或重大及以上级别的未结事件：可能危及人身安全</translation>
    </message>
    <message>
        <source>Open events of which 70 % of the time limit is used</source>
        <translation>时限已用 70% 的未结事件</translation>
    </message>
    <message>
        <source>Units that have a task of an open event</source>
        <translation>正在执行未结事件任务的力量</translation>
    </message>
    <message>
        <source>Devices that have sent nothing for longer than their kind may</source>
        <translation>超过本类设备允许时长未上报数据（失联）的设备</translation>
    </message>
    <message>
        <source>A click lists them</source>
        <translation>单击列出</translation>
    </message>
    <message>
        <source>Events in the states: {states}</source>
        <translation>处于以下状态的事件：{states}</translation>
    </message>
    <message>
        <source>Figures that have no room here</source>
        <translation>此处放不下的指标</translation>
    </message>
    <message>
        <source>Further figures</source>
        <translation>其余指标</translation>
    </message>
    <message>
        <source>Emergencies</source>
        <translation>紧急事件</translation>
    </message>
    <message>
        <source>Due soon</source>
        <translation>临期</translation>
    </message>
    <message>
        <source>Units at work</source>
        <translation>在办力量</translation>
    </message>
    <message>
        <source>Silent devices</source>
        <translation>失联设备</translation>
    </message>
    <message>
        <source>On duty: not signed on</source>
        <translation>值班：未登记</translation>
    </message>
    <message>
        <source>No person is enrolled for this key: commands carry only the key&apos;s name</source>
        <translation>该密钥未登记人员：指令上只有密钥名称</translation>
    </message>
    <message>
        <source>On duty: {name} (not enrolled)</source>
        <translation>值班：{name}（未登记）</translation>
    </message>
    <message>
        <source>States on the desk</source>
        <translation>事件台上的状态</translation>
    </message>
    <message>
        <source>counted on the desk, no metric</source>
        <translation>由事件台计数，不是指标</translation>
    </message>
    <message>
        <source>Reported today</source>
        <translation>今日上报</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>Closed of due today</source>
        <translation>今日到期结案率</translation>
    </message>
    <message>
        <source>Alarms: new / active</source>
        <translation>告警 未确认/活动</translation>
    </message>
    <message>
        <source>{n} returned</source>
        <translation>已恢复 {n}</translation>
    </message>
</context>
<context>
    <name>HoverTip</name>
    <message>
        <source>{n} of {total} here; click again for the next one</source>
        <translation>此处第 {n} / {total} 项，再次单击选下一项</translation>
    </message>
</context>
<context>
    <name>Hud</name>
    <message>
        <source>Whole county (Home)</source>
        <translation>全县视角（Home）</translation>
    </message>
    <message>
        <source>North up, from above (N)</source>
        <translation>正北俯视（N）</translation>
    </message>
    <message>
        <source>Exaggerate heights more</source>
        <translation>增大高程夸张</translation>
    </message>
    <message>
        <source>Exaggerate heights less</source>
        <translation>减小高程夸张</translation>
    </message>
    <message>
        <source>Heights × {0}</source>
        <translation>高程 × {0}</translation>
    </message>
    <message>
        <source>Drag: move · right button or Ctrl: turn · wheel: zoom</source>
        <translation>拖动：平移 · 右键或 Ctrl 拖动：旋转 · 滚轮：缩放</translation>
    </message>
    <message>
        <source>Under the cursor: {0}</source>
        <translation>光标处: {0}</translation>
    </message>
    <message>
        <source>Open in a window of its own</source>
        <translation>在独立窗口中打开</translation>
    </message>
    <message>
        <source>N</source>
        <translation>北</translation>
    </message>
    <message>
        <source>Synthetic data</source>
        <translation>合成数据</translation>
    </message>
    <message>
        <source>Approximate data</source>
        <translation>近似数据</translation>
    </message>
    <message>
        <source>No terrain in this package: shown flat</source>
        <translation>数据包无地形，按平面显示</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import {file}</source>
        <translation>导入 {file}</translation>
    </message>
    <message>
        <source>Name of the profile</source>
        <translation>方案名称</translation>
    </message>
    <message>
        <source>Save as a profile</source>
        <translation>存为方案</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Save the rows that were not imported …</source>
        <translation>保存未导入的行 …</translation>
    </message>
    <message>
        <source>, {n} at approximate places</source>
        <translation>，近似位置 {n} 条</translation>
    </message>
    <message>
        <source>{n} rows</source>
        <translation>{n} 行</translation>
    </message>
    <message>
        <source>header in row {n}</source>
        <translation>表头在第 {n} 行</translation>
    </message>
    <message>
        <source>{n} rows are saved in {path}: correct them there, and import that file</source>
        <translation>已将 {n} 行存入 {path}：改正后可再次导入该文件</translation>
    </message>
    <message>
        <source>The profile is saved: `send` finds it, too</source>
        <translation>方案已保存；命令行 send 也会使用</translation>
    </message>
    <message>
        <source>not imported</source>
        <translation>不导入</translation>
    </message>
    <message>
        <source>Why it was not imported</source>
        <translation>未导入的原因</translation>
    </message>
    <message>
        <source>Import {n}</source>
        <translation>导入 {n} 条</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Cancel the import</source>
        <translation>取消导入</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>All rows were imported</source>
        <translation>所有行都已导入</translation>
    </message>
    <message>
        <source>Enter a name first</source>
        <translation>请先填写名称</translation>
    </message>
    <message>
        <source>The file is being read</source>
        <translation>正在读取文件</translation>
    </message>
    <message>
        <source>The import is in progress</source>
        <translation>正在导入</translation>
    </message>
    <message>
        <source>The file is imported; close this window to import another one</source>
        <translation>该文件已导入；关闭本窗口后可导入其他文件</translation>
    </message>
    <message>
        <source>Nothing of the file can be imported: assign its columns, or see the reasons</source>
        <translation>没有可导入的内容：请为各列选择对应字段，或查看原因</translation>
    </message>
    <message>
        <source>The backend does not answer at present</source>
        <translation>后台暂时没有响应</translation>
    </message>
    <message>
        <source>Reading the file …</source>
        <translation>正在读取文件…</translation>
    </message>
    <message>
        <source>, {refused} refused, {unusable} not usable, {gaps} gaps</source>
        <translation>，拒绝 {refused} 条，无法使用 {unusable} 行，缺测 {gaps} 个</translation>
    </message>
    <message>
        <source>Cancelled after </source>
        <translation>已取消，此前</translation>
    </message>
    <message>
        <source>Imported: </source>
        <translation>导入完成：</translation>
    </message>
    <message>
        <source>{rows} rows read, {stored} stored, {known} known already</source>
        <translation>读取 {rows} 行，存入 {stored} 条，早已存在 {known} 条</translation>
    </message>
    <message>
        <source>{rows} rows read, {n} can be imported</source>
        <translation>读取 {rows} 行，可导入 {n} 条</translation>
    </message>
</context>
<context>
    <name>Importer</name>
    <message>
        <source>Files are imported into a live backend: this window has none</source>
        <translation>文件要导入到运行中的后台：本窗口没有连接后台</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
</context>
<context>
    <name>Improvements</name>
    <message>
        <source>Improvements</source>
        <translation>改进意见</translation>
    </message>
    <message>
        <source>What is to be improved</source>
        <translation>改进事项</translation>
    </message>
    <message>
        <source>Person in charge</source>
        <translation>责任人</translation>
    </message>
    <message>
        <source>Numbers of the records that show why</source>
        <translation>佐证记录号</translation>
    </message>
    <message>
        <source>until</source>
        <translation>完成时限</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Department in charge</source>
        <translation>责任单位</translation>
    </message>
    <message>
        <source>Objective</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Approve: make it a live event</source>
        <translation>批准：立为实况事件</translation>
    </message>
    <message>
        <source>No improvements were proposed; players see them from the hot wash on</source>
        <translation>尚无改进意见；点评起参演人员可见</translation>
    </message>
    <message>
        <source>no department</source>
        <translation>未定责任单位</translation>
    </message>
    <message>
        <source>no objective</source>
        <translation>不对应目标</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Improvement</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>责任单位</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>佐证</translation>
    </message>
    <message>
        <source>Proposed by</source>
        <translation>提出人</translation>
    </message>
    <message>
        <source>proposed</source>
        <translation>待批准</translation>
    </message>
    <message>
        <source>approved: live event {event}</source>
        <translation>已批准：实况事件 {event}</translation>
    </message>
    <message>
        <source>Write what is to be improved</source>
        <translation>请填写改进事项</translation>
    </message>
    <message>
        <source>No record has the number {number}: the last one is {last}</source>
        <translation>没有编号为 {number} 的记录，最后一条是 {last}</translation>
    </message>
    <message>
        <source>The drill&apos;s journal is on another machine</source>
        <translation>演练日志不在本机</translation>
    </message>
    <message>
        <source>Once the drill is over</source>
        <translation>演练结束后可批准</translation>
    </message>
    <message>
        <source>The live event is being reported …</source>
        <translation>正在立为实况事件…</translation>
    </message>
    <message>
        <source>Live event {event} was reported</source>
        <translation>已立为实况事件 {event}</translation>
    </message>
</context>
<context>
    <name>ImproviseDialog</name>
    <message>
        <source>Improvise an inject</source>
        <translation>即兴注入</translation>
    </message>
    <message>
        <source>It is approved by whoever writes it; the scenario stays as it is.</source>
        <translation>由编写人审批，脚本本身不变。</translation>
    </message>
    <message>
        <source>Receivers must acknowledge it</source>
        <translation>要求接收人确认</translation>
    </message>
    <message>
        <source>without a limit</source>
        <translation>不限时</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>Deliver it at once</source>
        <translation>立即送达</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Receivers</source>
        <translation>接收角色</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Outlet</source>
        <translation>发布媒体</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>事件小类</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村（社区）</translation>
    </message>
    <message>
        <source>Improvise</source>
        <translation>注入</translation>
    </message>
    <message>
        <source>Time for discussion</source>
        <translation>讨论时限</translation>
    </message>
    <message>
        <source>Write the text</source>
        <translation>请填写内容</translation>
    </message>
    <message>
        <source>Choose who receives it</source>
        <translation>请选择接收角色</translation>
    </message>
    <message>
        <source>Name the outlet</source>
        <translation>请填写发布媒体</translation>
    </message>
    <message>
        <source>Choose the category and the village</source>
        <translation>请选择事件小类和村（社区）</translation>
    </message>
</context>
<context>
    <name>IndicatorDialog</name>
    <message>
        <source>Report a value</source>
        <translation>填报指标数值</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>填报</translation>
    </message>
    <message>
        <source>Where towns report, the value of the county is their sum, and its own does not count.</source>
        <translation>有乡镇填报时，全县数值为各乡镇合计，县级填报不计入。</translation>
    </message>
    <message>
        <source>Survey, ledger or document that it comes from</source>
        <translation>数值来自的调查、台账或文件</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Numerator</source>
        <translation>分子</translation>
    </message>
    <message>
        <source>Denominator</source>
        <translation>分母</translation>
    </message>
    <message>
        <source>Division</source>
        <translation>区划</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Write which evidence the value has</source>
        <translation>请填写数值的依据</translation>
    </message>
    <message>
        <source>Enter the value</source>
        <translation>请填写数值</translation>
    </message>
    <message>
        <source>The value lies between {least} and {most}</source>
        <translation>数值须在 {least} 到 {most} 之间</translation>
    </message>
    <message>
        <source>The denominator is at least as large as the numerator, and not 0</source>
        <translation>分母不小于分子，且不为 0</translation>
    </message>
</context>
<context>
    <name>InjectPlaceMap</name>
    <message>
        <source>Place it on the map ({key})</source>
        <translation>在地图上选点（{key}）</translation>
    </message>
    <message>
        <source>The next click on the map places the inject; Esc cancels</source>
        <translation>下一次单击地图即为注入地点；Esc 取消</translation>
    </message>
</context>
<context>
    <name>ItemDialog</name>
    <message>
        <source>Add an item</source>
        <translation>增加计划项</translation>
    </message>
    <message>
        <source>Revise the item</source>
        <translation>调整计划项</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>责任单位</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>开始日期</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>截止日期</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Indicator</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标值</translation>
    </message>
    <message>
        <source>Milestones</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>After</source>
        <translation>前置</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source> 10,000 yuan</source>
        <translation> 万元</translation>
    </message>
    <message>
        <source>none stated</source>
        <translation>未列</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>One a line: day, weight, title
2026-12-31 1 …</source>
        <translation>每行一个：日期 权重 名称
2026-12-31 1 …</translation>
    </message>
    <message>
        <source>Milestone in line {n}: write a day, a weight and a title</source>
        <translation>第 {n} 行节点：请写日期、权重和名称</translation>
    </message>
    <message>
        <source>Write why it is revised</source>
        <translation>请写明调整原因</translation>
    </message>
</context>
<context>
    <name>JournalSearch</name>
    <message>
        <source>Neither on the desk nor in the journal: {text}</source>
        <translation>当前事件和日志中都没有：{text}</translation>
    </message>
</context>
<context>
    <name>JumpDialog</name>
    <message>
        <source>Jump ahead</source>
        <translation>时间快进</translation>
    </message>
    <message>
        <source>The time until then passes at once; at most {n} hours</source>
        <translation>其间的时间立即走完，最多 {n} 小时</translation>
    </message>
    <message>
        <source>Jump</source>
        <translation>快进</translation>
    </message>
</context>
<context>
    <name>Kanban</name>
    <message>
        <source>Kanban</source>
        <translation>阶段看板</translation>
    </message>
    <message>
        <source>Drag a card to the next column, or press Ctrl+→; Enter: next step; arrows: choose a card.</source>
        <translation>拖动卡片到下一列，或按 Ctrl+→；回车：下一步；方向键：选择卡片。</translation>
    </message>
    <message>
        <source>{n} overdue</source>
        <translation>超期 {n}</translation>
    </message>
    <message>
        <source>{n} due soon</source>
        <translation>临期 {n}</translation>
    </message>
    <message>
        <source>not from here</source>
        <translation>不能直接移到此处</translation>
    </message>
    <message>
        <source>from {state} no step leads to {stage}</source>
        <translation>“{state}”的事件不能直接进入“{stage}”阶段</translation>
    </message>
    <message>
        <source>; its next step is {verb}</source>
        <translation>；下一步是“{verb}”</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>KpiView</name>
    <message>
        <source>Indicator</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>区间</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Quarters</source>
        <translation>各季度</translation>
    </message>
    <message>
        <source>Credibility</source>
        <translation>可信度</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>责任单位</translation>
    </message>
    <message>
        <source>Counted now</source>
        <translation>今日重算</translation>
    </message>
    <message>
        <source>Assessment as a whole</source>
        <translation>考核总分</translation>
    </message>
    <message>
        <source>Without a value: {leaves}</source>
        <translation>没有数值：{leaves}</translation>
    </message>
    <message>
        <source>Too small a sample, a range instead of points: {leaves}</source>
        <translation>样本不足，以区间代替得分：{leaves}</translation>
    </message>
    <message>
        <source>Click to list these records</source>
        <translation>单击列出这些记录</translation>
    </message>
    <message>
        <source>Reported without evidence: it does not count until it is reported with it</source>
        <translation>填报时没有依据：补报依据前不计入</translation>
    </message>
    <message>
        <source>Looked for in the records of today, not only in those it was frozen by</source>
        <translation>按今天的记录查找，不限于冻结所依据的记录</translation>
    </message>
    <message>
        <source>{n} doubts</source>
        <translation>{n} 条疑点</translation>
    </message>
    <message>
        <source>Click to see what casts doubt on it</source>
        <translation>点击查看疑点</translation>
    </message>
    <message>
        <source>nothing found</source>
        <translation>未见异常</translation>
    </message>
    <message>
        <source>Counted from the records of today; what was frozen stays</source>
        <translation>按今天的记录重算；已冻结的不变</translation>
    </message>
    <message>
        <source>Frozen by other definitions: it cannot be computed again by these</source>
        <translation>冻结时的口径与现在不同，无法按现在的口径重算</translation>
    </message>
    <message>
        <source>Computed again as of the same record, the value is another one</source>
        <translation>按同一条记录重算，数值不同</translation>
    </message>
</context>
<context>
    <name>LayerTree</name>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Opacity: {layer}</source>
        <translation>不透明度：{layer}</translation>
    </message>
    <message>
        <source>{layer} (no data)</source>
        <translation>{layer}（无数据）</translation>
    </message>
    <message>
        <source>This county&apos;s package has no data for this layer; import it with `main.py county import`</source>
        <translation>本县数据包没有该图层的数据；请用 main.py county import 导入</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Those in alarm or on a task stay on the map when the kind is hidden</source>
        <translation>隐藏该类后，告警中或执行任务的仍显示在图上</translation>
    </message>
</context>
<context>
    <name>LeaderPage</name>
    <message>
        <source>Leader&apos;s page</source>
        <translation>领导视图</translation>
    </message>
    <message>
        <source>▶  Two minutes of story (Space)</source>
        <translation>▶  讲述两分钟（空格）</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>决策</translation>
    </message>
    <message>
        <source>What rises, whether it is real, and who should do what</source>
        <translation>哪里会多起来，是不是真的，谁来做什么</translation>
    </message>
    <message>
        <source>What am I to decide today?</source>
        <translation>今天要我定什么</translation>
    </message>
    <message>
        <source>Night</source>
        <translation>夜间</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日间</translation>
    </message>
    <message>
        <source>Light or dark ground of this page</source>
        <translation>本页的浅色或深色底</translation>
    </message>
</context>
<context>
    <name>LegendRow</name>
    <message>
        <source>Classify anew</source>
        <translation>重新分级</translation>
    </message>
    <message>
        <source>The classes stay while values change; compute them from the present values</source>
        <translation>数值变化时分级不变；按当前数值重新分级</translation>
    </message>
</context>
<context>
    <name>LinkedEvents</name>
    <message>
        <source>Merged into {event}</source>
        <translation>已并入 {event}</translation>
    </message>
    <message>
        <source>reporter not asked yet</source>
        <translation>上报人尚未回访</translation>
    </message>
    <message>
        <source>no reporter</source>
        <translation>无上报人</translation>
    </message>
    <message>
        <source>Merged report {event}: {said}</source>
        <translation>并案上报 {event}：{said}</translation>
    </message>
    <message>
        <source>Solved</source>
        <translation>已解决</translation>
    </message>
    <message>
        <source>Not solved</source>
        <translation>未解决</translation>
    </message>
    <message>
        <source>Satisfied</source>
        <translation>满意</translation>
    </message>
    <message>
        <source>Not satisfied</source>
        <translation>不满意</translation>
    </message>
</context>
<context>
    <name>LiveMark</name>
    <message>
        <source>LIVE</source>
        <translation>实况</translation>
    </message>
    <message>
        <source>This is of now; another part of the window shows an earlier moment</source>
        <translation>此处为现在；窗口的另一部分显示的是较早的时刻</translation>
    </message>
</context>
<context>
    <name>LiveStrip</name>
    <message>
        <source>Open in the live window</source>
        <translation>在实战窗口中打开</translation>
    </message>
    <message>
        <source>Noted</source>
        <translation>已知悉</translation>
    </message>
    <message>
        <source>Live realm: not reachable from this window; ask the duty room about real events</source>
        <translation>实战：本窗口无法连接，真实事件请向值班室核实</translation>
    </message>
    <message>
        <source>Live realm: not reachable</source>
        <translation>实战：本窗口无法连接</translation>
    </message>
    <message>
        <source>no backend of the live realm runs on this machine</source>
        <translation>本机未运行实战后台</translation>
    </message>
    <message>
        <source>Live realm: not known ({why}); ask the duty room about real events</source>
        <translation>实战：情况不明（{why}），真实事件请向值班室核实</translation>
    </message>
    <message>
        <source>Live realm: not known</source>
        <translation>实战：情况不明</translation>
    </message>
    <message>
        <source>Live realm {time}: open events of level major or above: {events}, unacknowledged critical alarms: {alarms}</source>
        <translation>实战 {time}：未结重大及以上事件 {events} 起，未确认紧急告警 {alarms} 条</translation>
    </message>
    <message>
        <source>Live realm {time} · major events {events} · critical alarms {alarms}</source>
        <translation>实战 {time} · 重大事件 {events} 起 · 紧急告警 {alarms} 条</translation>
    </message>
    <message>
        <source>REAL EVENT</source>
        <translation>真实事件</translation>
    </message>
    <message>
        <source>place not known</source>
        <translation>地点不详</translation>
    </message>
    <message>
        <source>no data now</source>
        <translation>目前无数据</translation>
    </message>
    <message>
        <source>no data since {time}</source>
        <translation>{time} 起无数据</translation>
    </message>
</context>
<context>
    <name>MainMenu</name>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Drill</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation>恢复默认布局</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>减少动态效果</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Who is on duty</source>
        <translation>值班登记</translation>
    </message>
    <message>
        <source>No person is enrolled for this key: commands carry only the key&apos;s name. An administrator can enrol people.</source>
        <translation>此密钥下没有登记人员，指令只记密钥名称。人员由管理员登记。</translation>
    </message>
    <message>
        <source>Monthly bulletin</source>
        <translation>月度通报</translation>
    </message>
    <message>
        <source>Texts have this size when the window is opened again.</source>
        <translation>重新打开窗口后，文字将按此大小显示。</translation>
    </message>
    <message>
        <source>County command centre and digital twin. One county on one screen, live.</source>
        <translation>县域指挥中心与数字孪生：一屏观全域，一网管全域。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>{n} commands have not been answered yet. They are lost when the window closes.</source>
        <translation>还有 {n} 条指令未得到答复，关闭窗口后将丢失。</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>继续等待</translation>
    </message>
    <message>
        <source>Close and discard them</source>
        <translation>仍然关闭</translation>
    </message>
    <message>
        <source>In a drill only those who direct or evaluate it open scenarios.</source>
        <translation>演练中，只有总策划和评价人员可以打开情景。</translation>
    </message>
</context>
<context>
    <name>MapButtons</name>
    <message>
        <source>Zoom in (+)</source>
        <translation>放大（+）</translation>
    </message>
    <message>
        <source>Zoom out (-)</source>
        <translation>缩小（-）</translation>
    </message>
    <message>
        <source>Whole county (Home)</source>
        <translation>全县（Home）</translation>
    </message>
    <message>
        <source>Select with a box (⇧ and drag)</source>
        <translation>框选（⇧ 加拖动）</translation>
    </message>
</context>
<context>
    <name>MapView</name>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
</context>
<context>
    <name>MergeForm</name>
    <message>
        <source>Select the event to merge into</source>
        <translation>请选择要并入的事件</translation>
    </message>
    <message>
        <source>No other open event to merge into</source>
        <translation>没有可并入的未结事件</translation>
    </message>
    <message>
        <source>The chosen event has a lower level ({other}) than this one ({own}), and the level of the main event counts.</source>
        <translation>所选事件的级别（{other}）低于本事件（{own}），并案后以主事件的级别为准。</translation>
    </message>
    <message>
        <source>This event is the main one ({own})</source>
        <translation>以本事件为主（{own}）</translation>
    </message>
    <message>
        <source>The chosen one is ({other})</source>
        <translation>以所选事件为主（{other}）</translation>
    </message>
    <message>
        <source>It is dispatched already and can only be the main one: correct its level first.</source>
        <translation>所选事件已派遣，只能作为主事件：请先更正其级别。</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>The outcome of each command of this window appears here</source>
        <translation>本窗口各条指令的结果显示在此处</translation>
    </message>
    <message>
        <source>{what}: {done}</source>
        <translation>{what}：{done}</translation>
    </message>
    <message>
        <source>{verb} {what}: {answer}</source>
        <translation>{verb} {what}：{answer}</translation>
    </message>
</context>
<context>
    <name>MetricDetail</name>
    <message>
        <source>Whole county</source>
        <translation>全县</translation>
    </message>
    <message>
        <source>By town</source>
        <translation>按乡镇</translation>
    </message>
    <message>
        <source>By village</source>
        <translation>按村</translation>
    </message>
    <message>
        <source>By grid</source>
        <translation>按网格</translation>
    </message>
    <message>
        <source>By unit</source>
        <translation>按单位</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>按大类</translation>
    </message>
    <message>
        <source>By subclass</source>
        <translation>按小类</translation>
    </message>
    <message>
        <source>By channel</source>
        <translation>按渠道</translation>
    </message>
    <message>
        <source>Definition: {formula}</source>
        <translation>口径：{formula}</translation>
    </message>
    <message>
        <source>This metric is not known {grain}.</source>
        <translation>此指标没有“{grain}”的数据，只到全县。</translation>
    </message>
    <message>
        <source>95 % interval: {interval}</source>
        <translation>95 % 区间 {interval}</translation>
    </message>
    <message>
        <source>the backend started shortly before: silent devices may not be known yet</source>
        <translation>后台启动不久，失联设备可能尚未全部判定</translation>
    </message>
    <message>
        <source>not all of the period was reported</source>
        <translation>本期未全部填报</translation>
    </message>
    <message>
        <source>denominator</source>
        <translation>分母</translation>
    </message>
    <message>
        <source>numerator</source>
        <translation>分子</translation>
    </message>
</context>
<context>
    <name>MetricRows</name>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>This period</source>
        <translation>本期</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>上期</translation>
    </message>
    <message>
        <source>95 % interval: {interval}</source>
        <translation>95 % 区间 {interval}</translation>
    </message>
</context>
<context>
    <name>MissingGround</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Not imported: {layers}</source>
        <translation>未导入：{layers}</translation>
    </message>
</context>
<context>
    <name>Narrowing</name>
    <message>
        <source>Within {n} h</source>
        <translation>{n} 小时内</translation>
    </message>
    <message>
        <source>All towns</source>
        <translation>全部乡镇</translation>
    </message>
    <message>
        <source>All units</source>
        <translation>全部处置单位</translation>
    </message>
    <message>
        <source>All sources</source>
        <translation>全部来源</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>全部时间</translation>
    </message>
</context>
<context>
    <name>NearbyList</name>
    <message>
        <source>{n} within {km} km of {name}</source>
        <translation>{name}周边 {km} 公里内共 {n} 项</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>全部类型</translation>
    </message>
    <message>
        <source>The nearest {n} of {all} are listed: choose a kind</source>
        <translation>共 {all} 项，列出最近的 {n} 项；可选择类型</translation>
    </message>
</context>
<context>
    <name>NearbySensors</name>
    <message>
        <source>Sensors within 1 km</source>
        <translation>1 公里内的感知设备</translation>
    </message>
    <message>
        <source>no data received</source>
        <translation>从未上报</translation>
    </message>
    <message>
        <source>{span} ago</source>
        <translation>{span}前</translation>
    </message>
</context>
<context>
    <name>NeedForecastPanel</name>
    <message>
        <source>Need forecast</source>
        <translation>需求预测</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>本周</translation>
    </message>
    <message>
        <source>Next week</source>
        <translation>下周</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>各地</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>各类</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>方法比较</translation>
    </message>
    <message>
        <source>What the model looks at</source>
        <translation>模型看什么</translation>
    </message>
    <message>
        <source>Fairness</source>
        <translation>公平性</translation>
    </message>
    <message>
        <source>Former forecasts</source>
        <translation>以往预测</translation>
    </message>
    <message>
        <source>Forecast</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Report a visit …</source>
        <translation>安排走访…</translation>
    </message>
    <message>
        <source>Nothing is forecast yet</source>
        <translation>尚无预测</translation>
    </message>
    <message>
        <source>No week of a kept forecast is over yet</source>
        <translation>已保存的预测尚无一周到期</translation>
    </message>
    <message>
        <source>No model was tried</source>
        <translation>没有试用模型</translation>
    </message>
    <message>
        <source>Week from {day}</source>
        <translation>{day} 起一周</translation>
    </message>
    <message>
        <source>{n} events are expected in all</source>
        <translation>预计共 {n} 件</translation>
    </message>
    <message>
        <source>by {weeks} whole weeks, as of {day} 00:00, record {seq}</source>
        <translation>依据 {weeks} 个完整周，截至 {day} 00:00 所知（第 {seq} 条记录时计算）</translation>
    </message>
    <message>
        <source>{place}: events a week, forecast in amber</source>
        <translation>{place}：每周件数，琥珀色为预测及 90 % 区间</translation>
    </message>
    <message>
        <source>Have somebody look into it on the spot: choose a place first</source>
        <translation>请先选中一地，再安排人员上门了解</translation>
    </message>
    <message>
        <source>Visit: {place}, {need} expected</source>
        <translation>走访：{place}，预计有{need}诉求</translation>
    </message>
    <message>
        <source>Forecast of the week from {day}: {told} events{bounds}. {basis}</source>
        <translation>{day} 起一周预测 {told} 件{bounds}。{basis}</translation>
    </message>
</context>
<context>
    <name>NeedRows</name>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Forecast</source>
        <translation>预测（件）</translation>
    </message>
    <message>
        <source>90 % interval</source>
        <translation>90 % 区间</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>最近一周</translation>
    </message>
    <message>
        <source>Mean of 52 weeks</source>
        <translation>52 周均值</translation>
    </message>
    <message>
        <source>Per 1,000 people</source>
        <translation>每千人</translation>
    </message>
    <message>
        <source>Need</source>
        <translation>需求</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>需求类别</translation>
    </message>
    <message>
        <source>Events so far</source>
        <translation>历史件数</translation>
    </message>
    <message>
        <source>What is used</source>
        <translation>采用什么</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Mean absolute error</source>
        <translation>平均绝对误差</translation>
    </message>
    <message>
        <source>MASE</source>
        <translation>MASE</translation>
    </message>
    <message>
        <source>Pinball loss</source>
        <translation>分位损失</translation>
    </message>
    <message>
        <source>What was known</source>
        <translation>已知信息</translation>
    </message>
    <message>
        <source>Error grows by</source>
        <translation>打乱后误差增加</translation>
    </message>
    <message>
        <source>Mean forecast by its value</source>
        <translation>取值：平均预测</translation>
    </message>
    <message>
        <source>By</source>
        <translation>按</translation>
    </message>
    <message>
        <source>Third</source>
        <translation>三分组</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>各地</translation>
    </message>
    <message>
        <source>Covered</source>
        <translation>区间覆盖</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>周</translation>
    </message>
    <message>
        <source>Of the mean of 52 weeks</source>
        <translation>52 周均值的误差</translation>
    </message>
    <message>
        <source>Within their interval</source>
        <translation>落在区间内</translation>
    </message>
    <message>
        <source>{place} (reports little)</source>
        <translation>{place}（上报偏少）</translation>
    </message>
    <message>
        <source>no people</source>
        <translation>无人口</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>{method} (in use)</source>
        <translation>{method}（采用）</translation>
    </message>
    <message>
        <source>lowest</source>
        <translation>最低</translation>
    </message>
    <message>
        <source>middle</source>
        <translation>中间</translation>
    </message>
    <message>
        <source>highest</source>
        <translation>最高</translation>
    </message>
    <message>
        <source>{n} of {all} places</source>
        <translation>{n}/{all} 地</translation>
    </message>
</context>
<context>
    <name>NewPlanDialog</name>
    <message>
        <source>New plan from a template</source>
        <translation>按模板新建计划</translation>
    </message>
    <message>
        <source>Begin the plan</source>
        <translation>建立计划</translation>
    </message>
    <message>
        <source>Towns and villages of a pilot, with 、 between them</source>
        <translation>试点的乡镇或村，用、分隔</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>开始日期</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>{n} items in {months} months. Source: {source}</source>
        <translation>{months} 个月，{n} 项。来源：{source}</translation>
    </message>
    <message>
        <source>This county&apos;s catalogue has no template</source>
        <translation>本县目录中没有计划模板</translation>
    </message>
</context>
<context>
    <name>NextEvent</name>
    <message>
        <source>The next event of the list that waits for you, below the selected one while that still does</source>
        <translation>列表中下一件等待您办理的事件；所选事件仍待办时，取其下一件</translation>
    </message>
    <message>
        <source>Next: {title}</source>
        <translation>下一件：{title}</translation>
    </message>
    <message>
        <source>Nothing else here waits for you ({n} claimed by others)</source>
        <translation>此处没有其他待您办理的事件（{n} 件由他人认领）</translation>
    </message>
    <message>
        <source>Nothing else here waits for you</source>
        <translation>此处没有其他待您办理的事件</translation>
    </message>
</context>
<context>
    <name>NorthArrow</name>
    <message>
        <source>N</source>
        <translation>北</translation>
    </message>
</context>
<context>
    <name>NoteForm</name>
    <message>
        <source>What there is to know, e.g. who called and said what (required)</source>
        <translation>需要记录的情况，如谁来电、说了什么（必填）</translation>
    </message>
    <message>
        <source>Write the note</source>
        <translation>请填写备注内容</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Notices</source>
        <translation>叫应</translation>
    </message>
    <message>
        <source>What is said; the reason why nobody was reached</source>
        <translation>叫应内容；或未叫通的原因</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发出</translation>
    </message>
    <message>
        <source>Call everybody who was never called</source>
        <translation>叫应所有未叫应者</translation>
    </message>
    <message>
        <source>Nobody was called</source>
        <translation>尚无叫应</translation>
    </message>
    <message>
        <source>Recipient</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回应</translation>
    </message>
    <message>
        <source>Means</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>发出时间</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>never called</source>
        <translation>从未叫应</translation>
    </message>
    <message>
        <source>no answer for {span}</source>
        <translation>已 {span}未回应</translation>
    </message>
    <message>
        <source>Choose who is called</source>
        <translation>请选择叫应对象</translation>
    </message>
    <message>
        <source>Write what is said</source>
        <translation>请填写叫应内容</translation>
    </message>
    <message>
        <source>Write why nobody was reached</source>
        <translation>请填写未叫通的原因</translation>
    </message>
</context>
<context>
    <name>OpenStepForm</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{verb} is not possible any more: {why}</source>
        <translation>不能再{verb}：{why}</translation>
    </message>
    <message>
        <source>{verb} is not possible any more: the event is {state}.</source>
        <translation>不能再{verb}：事件{state}。</translation>
    </message>
</context>
<context>
    <name>OperatorDialog</name>
    <message>
        <source>Who is on duty</source>
        <translation>值班登记</translation>
    </message>
    <message>
        <source>Go on duty</source>
        <translation>上岗</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose a person</source>
        <translation>请选择值班人员</translation>
    </message>
    <message>
        <source>The name is empty; enter the name of a person</source>
        <translation>姓名为空；请输入人员姓名</translation>
    </message>
    <message>
        <source>Who is on duty? The name is recorded with every command.</source>
        <translation>请填写值班人姓名；该姓名会记入您发出的每条指令。</translation>
    </message>
    <message>
        <source>Please choose</source>
        <translation>请选择</translation>
    </message>
</context>
<context>
    <name>PageSteps</name>
    <message>
        <source>Story</source>
        <translation>讲述</translation>
    </message>
    <message>
        <source>Esc: back</source>
        <translation>Esc 返回</translation>
    </message>
</context>
<context>
    <name>PartCard</name>
    <message>
        <source>Open the panel</source>
        <translation>打开面板</translation>
    </message>
</context>
<context>
    <name>PartLinks</name>
    <message>
        <source>this place</source>
        <translation>该处</translation>
    </message>
    <message>
        <source>{key}: no emergency waits</source>
        <translation>{key}：没有待处理的紧急事项</translation>
    </message>
    <message>
        <source>{key}: {what}</source>
        <translation>{key}：{what}</translation>
    </message>
</context>
<context>
    <name>PastSolutions</name>
    <message>
        <source>Similar events and how they were solved</source>
        <translation>此前的相似事件与处置办法</translation>
    </message>
    <message>
        <source>No similar event before this one was closed</source>
        <translation>此前没有相似事件办结</translation>
    </message>
    <message>
        <source>solved in {span}</source>
        <translation>{span}办结</translation>
    </message>
</context>
<context>
    <name>PatternsTable</name>
    <message>
        <source>Repeated, collective and rising (counts, no warnings)</source>
        <translation>重复、集体与升温诉求（仅计数，不是预警）</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Matter</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>自</translation>
    </message>
    <message>
        <source>Several places</source>
        <translation>多处</translation>
    </message>
    <message>
        <source>Collective</source>
        <translation>集体诉求</translation>
    </message>
    <message>
        <source>{people} persons, {events} events in {days} d</source>
        <translation>{people} 人 {events} 件（{days} 天）</translation>
    </message>
    <message>
        <source>Repeated</source>
        <translation>重复反映</translation>
    </message>
    <message>
        <source>1 person, {events} events in {days} d</source>
        <translation>1 人 {events} 件（{days} 天）</translation>
    </message>
    <message>
        <source>{words} ({subject})</source>
        <translation>{words}（{subject}）</translation>
    </message>
    <message>
        <source>{part} of {whole}; {share} % before (z {z})</source>
        <translation>{part}/{whole} 件，以前占 {share} %（z={z}）</translation>
    </message>
    <message>
        <source>Rising words</source>
        <translation>升温词语</translation>
    </message>
    <message>
        <source>Whole county</source>
        <translation>全县</translation>
    </message>
</context>
<context>
    <name>PeriodLine</name>
    <message>
        <source>Period before</source>
        <translation>上一期</translation>
    </message>
    <message>
        <source>Period after</source>
        <translation>下一期</translation>
    </message>
    <message>
        <source>The next period has not begun</source>
        <translation>下一期还没有开始</translation>
    </message>
</context>
<context>
    <name>Picking</name>
    <message>
        <source>{n} of {total} here</source>
        <translation>此处第 {n} / {total} 项</translation>
    </message>
    <message>
        <source>{n} of {total} here; click to zoom in</source>
        <translation>此处第 {n} / {total} 项；单击放大</translation>
    </message>
    <message>
        <source>Click to zoom in</source>
        <translation>单击放大</translation>
    </message>
    <message>
        <source>{n} of {total} here; click to fan them out</source>
        <translation>此处第 {n} / {total} 项；单击展开</translation>
    </message>
</context>
<context>
    <name>PinnedResults</name>
    <message>
        <source>Pinned: what walls, leader&apos;s page and reports show</source>
        <translation>钉住的结论：大屏、领导页和报告用的就是这些</translation>
    </message>
    <message>
        <source>counted again: differs</source>
        <translation>复核：不一致</translation>
    </message>
    <message>
        <source>Counted again as of their records, these give other values: {names}. Renew or unpin them.</source>
        <translation>按各自的记录复核，以下结论数值不一致：{names}。请更新或取下。</translation>
    </message>
    <message>
        <source>no such metric</source>
        <translation>没有这项指标</translation>
    </message>
    <message>
        <source>cannot be counted again</source>
        <translation>无法复核</translation>
    </message>
    <message>
        <source>of another map</source>
        <translation>地图或设置已变</translation>
    </message>
    <message>
        <source>counted again: the same</source>
        <translation>复核一致</translation>
    </message>
</context>
<context>
    <name>PlaceInput</name>
    <message>
        <source>Village, address, coordinates</source>
        <translation>村（社区）、地址、经纬度</translation>
    </message>
    <message>
        <source>On the map</source>
        <translation>地图选点</translation>
    </message>
    <message>
        <source>Several places are called so: choose one of the list</source>
        <translation>有多处地点符合，请在列表中选择</translation>
    </message>
    <message>
        <source>No such place: enter a village, an address with its name, or 109.60, 27.95 in degrees</source>
        <translation>没有该地点：请输入村（社区）名、含村名的地址，或经纬度，例如 109.60, 27.95</translation>
    </message>
    <message>
        <source>No location selected</source>
        <translation>尚未选点</translation>
    </message>
    <message>
        <source>Outside the county</source>
        <translation>位于县域之外</translation>
    </message>
    <message>
        <source>{place} · drag the pin to correct it</source>
        <translation>{place} · 可拖动图钉修正</translation>
    </message>
</context>
<context>
    <name>PlanChecklist</name>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Responsible</source>
        <translation>责任单位</translation>
    </message>
    <message>
        <source>Due or done</source>
        <translation>时限/完成</translation>
    </message>
    <message>
        <source>Note, or the reason to skip or reopen</source>
        <translation>说明；跳过或恢复时填写原因</translation>
    </message>
    <message>
        <source>Choose a run above, or start a plan</source>
        <translation>请在上方选择一个已启动的预案，或启动预案</translation>
    </message>
    <message>
        <source>skipped {time} {who}</source>
        <translation>跳过 {time} {who}</translation>
    </message>
    <message>
        <source>{time} {who}</source>
        <translation>{time} {who}</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>无时限</translation>
    </message>
    <message>
        <source>{span} overdue</source>
        <translation>逾期 {span}</translation>
    </message>
    <message>
        <source>by {time}</source>
        <translation>限 {time}</translation>
    </message>
    <message>
        <source>Choose a run first</source>
        <translation>请先选择一个已启动的预案</translation>
    </message>
    <message>
        <source>This run has ended</source>
        <translation>该预案已结束</translation>
    </message>
    <message>
        <source>The last command awaits its reply</source>
        <translation>上一条命令尚未答复</translation>
    </message>
    <message>
        <source>Choose a task in the list</source>
        <translation>请在清单中选择任务</translation>
    </message>
    <message>
        <source>The task is open</source>
        <translation>该任务尚未完成</translation>
    </message>
    <message>
        <source>The task is done already</source>
        <translation>该任务已完成</translation>
    </message>
    <message>
        <source>Write why the task is skipped</source>
        <translation>请填写跳过该任务的原因</translation>
    </message>
    <message>
        <source>Write why the task is opened again</source>
        <translation>请填写恢复该任务的原因</translation>
    </message>
    <message>
        <source>Write the note first</source>
        <translation>请先填写说明</translation>
    </message>
</context>
<context>
    <name>PlanNotices</name>
    <message>
        <source>Recipient</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回应</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Choose a run above, or start a plan</source>
        <translation>请在上方选择一个已启动的预案，或启动预案</translation>
    </message>
    <message>
        <source>{who}: {n}</source>
        <translation>{who}：{n} 个</translation>
    </message>
    <message>
        <source>not called</source>
        <translation>未叫应</translation>
    </message>
    <message>
        <source>no such place here</source>
        <translation>本县无此对象</translation>
    </message>
    <message>
        <source>Call {n} recipients</source>
        <translation>叫应 {n} 个对象</translation>
    </message>
    <message>
        <source>Choose a run that has not ended</source>
        <translation>请选择一个未结束的预案</translation>
    </message>
    <message>
        <source>Everybody was called</source>
        <translation>均已叫应</translation>
    </message>
    <message>
        <source>The last command awaits its reply</source>
        <translation>上一条命令尚未答复</translation>
    </message>
    <message>
        <source>Choose a recipient that was called and has not answered</source>
        <translation>请选择已发出、未回应的对象</translation>
    </message>
</context>
<context>
    <name>PlanResources</name>
    <message>
        <source>Unit</source>
        <translation>力量</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Rank again</source>
        <translation>重新排序</translation>
    </message>
    <message>
        <source>{sent} of {number}</source>
        <translation>已派 {sent} / 建议 {number}</translation>
    </message>
    <message>
        <source>has the event already</source>
        <translation>已派往该事件</translation>
    </message>
    <message>
        <source>{n} more are wanted than the county has</source>
        <translation>本县力量不足，缺 {n} 支</translation>
    </message>
    <message>
        <source>Requesting the available units …</source>
        <translation>正在查询可用力量…</translation>
    </message>
    <message>
        <source>Choose a run above, or start a plan</source>
        <translation>请在上方选择一个已启动的预案，或启动预案</translation>
    </message>
    <message>
        <source>This plan runs for a response: start one for an event to dispatch units</source>
        <translation>该预案针对响应启动；派遣力量请针对事件启动预案</translation>
    </message>
    <message>
        <source>The event is not on the desk any more</source>
        <translation>该事件已归档，不在案</translation>
    </message>
    <message>
        <source>The plan suggests no units</source>
        <translation>该预案未建议力量</translation>
    </message>
    <message>
        <source>Dispatch {n} units</source>
        <translation>派遣 {n} 支力量</translation>
    </message>
    <message>
        <source>This run has ended</source>
        <translation>该预案已结束</translation>
    </message>
    <message>
        <source>Tick the units to dispatch</source>
        <translation>请勾选要派遣的力量</translation>
    </message>
    <message>
        <source>An event has at most {n} units</source>
        <translation>一个事件最多 {n} 支力量</translation>
    </message>
    <message>
        <source>The last command awaits its reply</source>
        <translation>上一条命令尚未答复</translation>
    </message>
    <message>
        <source>No unit can be sent in the event&apos;s present state</source>
        <translation>事件当前状态不能派遣力量</translation>
    </message>
</context>
<context>
    <name>PlanTracker</name>
    <message>
        <source>{name} is no town or village of this county</source>
        <translation>{name} 不是本县的乡镇或村</translation>
    </message>
    <message>
        <source>The pilot has no indicator, so that nothing is compared.</source>
        <translation>该试点没有指标，无法比较前后。</translation>
    </message>
    <message>
        <source>whole county</source>
        <translation>全县</translation>
    </message>
    <message>
        <source>{metric}, 28 days before the pilot → the last 28 days: {parts}.</source>
        <translation>{metric}，试点前 28 天 → 最近 28 天：{parts}。</translation>
    </message>
    <message>
        <source>Plan tracker</source>
        <translation>计划跟踪</translation>
    </message>
    <message>
        <source>New plan …</source>
        <translation>新建计划…</translation>
    </message>
    <message>
        <source>Add an item …</source>
        <translation>增加计划项…</translation>
    </message>
    <message>
        <source>Revise …</source>
        <translation>调整…</translation>
    </message>
    <message>
        <source>Report an event …</source>
        <translation>上报事件…</translation>
    </message>
    <message>
        <source>Note: what it shows, on what was spent, or why</source>
        <translation>说明：佐证内容、支出用途或原因</translation>
    </message>
    <message>
        <source>Numbers of events</source>
        <translation>事件编号</translation>
    </message>
    <message>
        <source> 10,000 yuan</source>
        <translation> 万元</translation>
    </message>
    <message>
        <source>Decision …</source>
        <translation>试点结论…</translation>
    </message>
    <message>
        <source>Figure …</source>
        <translation>指标数值…</translation>
    </message>
    <message>
        <source>Milestones</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>No plan yet: begin one from a template</source>
        <translation>还没有计划：请按模板新建</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>计划项</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>责任单位</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>截止日期</translation>
    </message>
    <message>
        <source>Spent / planned (10,000 yuan)</source>
        <translation>支出/预算（万元）</translation>
    </message>
    <message>
        <source>End by the pace</source>
        <translation>预计完成</translation>
    </message>
    <message>
        <source>Indicator / target</source>
        <translation>指标现值/目标</translation>
    </message>
    <message>
        <source>Time line</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>All open plans</source>
        <translation>全部执行中的计划</translation>
    </message>
    <message>
        <source>Archived plans</source>
        <translation>已归档的计划</translation>
    </message>
    <message>
        <source>Drill …</source>
        <translation>演练…</translation>
    </message>
    <message>
        <source>{day}, first {first}</source>
        <translation>{day}（原定 {first}）</translation>
    </message>
    <message>
        <source>Pilot: {title}</source>
        <translation>试点：{title}</translation>
    </message>
    <message>
        <source>{text}  Decision: {decision}, because {why}</source>
        <translation>{text}&#x3000;结论：{decision}，理由：{why}</translation>
    </message>
    <message>
        <source>Late chain: {chain}</source>
        <translation>逾期链：{chain}</translation>
    </message>
    <message>
        <source>Write why it does not show it</source>
        <translation>请写明不通过的原因</translation>
    </message>
    <message>
        <source>Write why it does not hold</source>
        <translation>请写明撤销的原因</translation>
    </message>
    <message>
        <source>Write an amount, and on what it was spent</source>
        <translation>请填写金额和用途</translation>
    </message>
    <message>
        <source>Write the number of the event that presses it, or report one</source>
        <translation>请填写督办事件的编号，或上报一个事件</translation>
    </message>
    <message>
        <source>Choose a decision and write why</source>
        <translation>请选择试点结论并写明理由</translation>
    </message>
    <message>
        <source>Write why it is not done</source>
        <translation>请写明取消的原因</translation>
    </message>
    <message>
        <source>Name or attach what shows it: a file, an event, a drill or a figure</source>
        <translation>请提供佐证：文件、事件、演练或指标数值</translation>
    </message>
    <message>
        <source>Choose an open item</source>
        <translation>请选择执行中的计划项</translation>
    </message>
    <message>
        <source>Press plan item: {title} ({state})</source>
        <translation>督办计划项：{title}（{state}）</translation>
    </message>
    <message>
        <source>{spent} / –</source>
        <translation>{spent} / –</translation>
    </message>
    <message>
        <source>{text}, {over} over</source>
        <translation>{text}，超支 {over}</translation>
    </message>
    <message>
        <source>{text}, {over} more planned below</source>
        <translation>{text}，下级预算多出 {over}</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>{n} days late</source>
        <translation>逾期 {n} 天</translation>
    </message>
    <message>
        <source>Waits for what is late: {n} days later at least</source>
        <translation>受前置逾期影响：至少推迟 {n} 天</translation>
    </message>
    <message>
        <source>Waits for what is late, has a margin</source>
        <translation>受前置逾期影响，尚有余量</translation>
    </message>
    <message>
        <source>done on {day}</source>
        <translation>已于 {day} 完成</translation>
    </message>
    <message>
        <source>{day} by the pace</source>
        <translation>按进度预计 {day}</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>too little progress to tell</source>
        <translation>进展太少，无法预计</translation>
    </message>
    <message>
        <source>{item} ({n} days late)</source>
        <translation>{item}（逾期 {n} 天）</translation>
    </message>
    <message>
        <source>{item} ({n} days later at least)</source>
        <translation>{item}（至少推迟 {n} 天）</translation>
    </message>
    <message>
        <source>{item} (has a margin)</source>
        <translation>{item}（尚有余量）</translation>
    </message>
    <message>
        <source>{state}, by {person}</source>
        <translation>{state}（{person}）</translation>
    </message>
    <message>
        <source>late</source>
        <translation>逾期</translation>
    </message>
    <message>
        <source>no evidence yet</source>
        <translation>尚无佐证</translation>
    </message>
    <message>
        <source>{mark} {title} · due {day} · weight {weight} · {state}</source>
        <translation>{mark} {title} · 期限 {day} · 权重 {weight} · {state}</translation>
    </message>
</context>
<context>
    <name>Plans</name>
    <message>
        <source>Response plans</source>
        <translation>预案</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Show on the map</source>
        <translation>在地图上查看</translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation>任务清单</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>力量</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>叫应</translation>
    </message>
    <message>
        <source>By which decision (required to change the level or to end)</source>
        <translation>依据的决定（调整级别、结束时必填）</translation>
    </message>
    <message>
        <source>Level {level}</source>
        <translation>{level}级</translation>
    </message>
    <message>
        <source>Level {level}, ended</source>
        <translation>{level}级（已结束）</translation>
    </message>
    <message>
        <source>Select an event, or start a response first</source>
        <translation>请选择事件，或先启动响应</translation>
    </message>
    <message>
        <source>The last command awaits its reply</source>
        <translation>上一条命令尚未答复</translation>
    </message>
    <message>
        <source>No plan is for events of this class: choose one</source>
        <translation>没有针对此类事件的预案；请自行选择</translation>
    </message>
    <message>
        <source>This plan runs already: change its level below</source>
        <translation>该预案已启动：请在下方调整级别</translation>
    </message>
    <message>
        <source>Select an event, or start a response</source>
        <translation>请选择事件，或先启动响应</translation>
    </message>
    <message>
        <source>Choose a plan</source>
        <translation>选择预案</translation>
    </message>
    <message>
        <source>No plan was started</source>
        <translation>尚未启动预案</translation>
    </message>
    <message>
        <source>Choose a run that has not ended</source>
        <translation>请选择一个未结束的预案</translation>
    </message>
    <message>
        <source>The run has no place</source>
        <translation>该预案没有地点</translation>
    </message>
    <message>
        <source>No plan runs for the selected event; start one with the button above</source>
        <translation>所选事件没有已启动的预案；可用上方按钮启动</translation>
    </message>
    <message>
        <source>Select an event and start a plan with the button above, or choose a run</source>
        <translation>选择事件后可用上方按钮启动预案，也可选择一个已启动的预案</translation>
    </message>
    <message>
        <source>{done} of {all} tasks done</source>
        <translation>完成 {done}/{all}</translation>
    </message>
    <message>
        <source>{n} overdue</source>
        <translation>逾期 {n}</translation>
    </message>
    <message>
        <source>people not known</source>
        <translation>人口不详</translation>
    </message>
    <message>
        <source>about {n} people</source>
        <translation>约 {n} 人</translation>
    </message>
    <message>
        <source>within {km} km: {villages} villages, {people}, {sensors} sensors, {shelters} shelters</source>
        <translation>{km} 公里内：{villages} 个村，{people}，传感器 {sensors} 个，避难场所 {shelters} 处</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>End nevertheless</source>
        <translation>仍要结束</translation>
    </message>
    <message>
        <source> and {n} more</source>
        <translation>等，另有 {n} 项</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>{n} tasks are open: {tasks}. Write why the plan ends without them, then end it nevertheless.</source>
        <translation>还有 {n} 项任务未完成：{tasks}。请写明不再完成的理由，再点“仍要结束”。</translation>
    </message>
    <message>
        <source>Write by which decision</source>
        <translation>请填写依据的决定</translation>
    </message>
</context>
<context>
    <name>PolicyQuestions</name>
    <message>
        <source>Policy questions</source>
        <translation>政策问答</translation>
    </message>
    <message>
        <source>What the citizen asks</source>
        <translation>市民的问题（边输入边查）</translation>
    </message>
    <message>
        <source>The day whose law is asked for</source>
        <translation>按哪一天有效的规定回答</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>The article that the answer follows: those of the open question</source>
        <translation>答复依据的条文：打开问题后显示的条文</translation>
    </message>
    <message>
        <source>The question becomes an example of this article once another person accepts</source>
        <translation>另一人采纳后，这个问题成为该条文的问法，类似的提问由条文直接回答</translation>
    </message>
    <message>
        <source>No names and no numbers of people: what is written here stays in the records</source>
        <translation>请勿填写姓名和电话等个人信息：此处所写将留存于记录</translation>
    </message>
    <message>
        <source>Have a person answer</source>
        <translation>转人工答复</translation>
    </message>
    <message>
        <source>What is answered, or why the question is withdrawn</source>
        <translation>答复内容；或撤回的原因</translation>
    </message>
    <message>
        <source>Others like it are answered so</source>
        <translation>作为问法</translation>
    </message>
    <message>
        <source>Word of the question</source>
        <translation>提问中的说法</translation>
    </message>
    <message>
        <source>Word of the articles</source>
        <translation>条文中的说法</translation>
    </message>
    <message>
        <source>No question waits for a person</source>
        <translation>没有待人工答复的问题</translation>
    </message>
    <message>
        <source>Only {limit} characters are searched and kept: leave out the story, write what is asked</source>
        <translation>只检索和保存前 {limit} 个字：请略去经过，写清要问什么</translation>
    </message>
    <message>
        <source>By no article shown</source>
        <translation>不依据所列条文</translation>
    </message>
    <message>
        <source>The law of {day}, not of today</source>
        <translation>按 {day} 的规定查找，不是今天</translation>
    </message>
    <message>
        <source>Looking for articles …</source>
        <translation>正在查找条文…</translation>
    </message>
    <message>
        <source>Write the question</source>
        <translation>请填写问题</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Open the question, so that its articles are shown, and choose the one that answers it</source>
        <translation>请先打开该问题，待条文显示后选择能回答它的条文</translation>
    </message>
    <message>
        <source>example of {article}</source>
        <translation>{article}的问法</translation>
    </message>
    <message>
        <source>example of what no article answers</source>
        <translation>无条文可答的问法</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>{word}, {state}</source>
        <translation>{word}，{state}</translation>
    </message>
    <message>
        <source>Write why the word is not right</source>
        <translation>请填写该说法为何不妥</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答复</translation>
    </message>
    <message>
        <source>Learnt</source>
        <translation>说法</translation>
    </message>
    <message>
        <source>{time}, overdue</source>
        <translation>{time}，已超时</translation>
    </message>
    <message>
        <source>Write why the question is withdrawn</source>
        <translation>请填写撤回的原因</translation>
    </message>
    <message>
        <source>Write what is answered</source>
        <translation>请填写答复内容</translation>
    </message>
</context>
<context>
    <name>ProvenanceMarks</name>
    <message>
        <source>Synthetic data</source>
        <translation>合成数据</translation>
    </message>
    <message>
        <source>Partly approximate boundaries</source>
        <translation>部分边界为近似值</translation>
    </message>
    <message>
        <source>Partly approximate data</source>
        <translation>部分数据为近似值</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>Look in:</source>
        <translation>位置：</translation>
    </message>
    <message>
        <source>&amp;Look in:</source>
        <translation>位置(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>文件类型：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
    <message>
        <source>Directory:</source>
        <translation>文件夹：</translation>
    </message>
</context>
<context>
    <name>QFileSystemModel</name>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
</context>
<context>
    <name>RankedUnitForm</name>
    <message>
        <source>Instruction to the unit</source>
        <translation>对处置单位的要求</translation>
    </message>
    <message>
        <source>Requesting the available units …</source>
        <translation>正在向后台查询可派的处置单位…</translation>
    </message>
    <message>
        <source>Ctrl or ⇧ and click: send several units</source>
        <translation>Ctrl／⇧＋单击：同时派出多个单位</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>min</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>km</source>
        <translation>公里</translation>
    </message>
    <message>
        <source>tasks</source>
        <translation>在办</translation>
    </message>
    <message>
        <source>Select the unit to dispatch</source>
        <translation>请选择处置单位</translation>
    </message>
    <message>
        <source>Sent: {units}; the main unit is still {main}</source>
        <translation>增派：{units}；主办仍为{main}</translation>
    </message>
    <message>
        <source>Main unit: {main}; sent with it: {units}</source>
        <translation>主办：{main}；协办：{units}</translation>
    </message>
    <message>
        <source>Phone: {phone}</source>
        <translation>电话：{phone}</translation>
    </message>
</context>
<context>
    <name>RatingDialog</name>
    <message>
        <source>Score of a third party</source>
        <translation>第三方评分</translation>
    </message>
    <message>
        <source>Enter the score</source>
        <translation>登记评分</translation>
    </message>
    <message>
        <source>Name of the institution</source>
        <translation>机构名称</translation>
    </message>
    <message>
        <source>Its report, and why it scores so</source>
        <translation>其评估报告，及评分理由</translation>
    </message>
    <message>
        <source>Assessment as a whole</source>
        <translation>考核总分</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Scored</source>
        <translation>评分对象</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>依据与理由</translation>
    </message>
    <message>
        <source> of {most}</source>
        <translation> / {most}</translation>
    </message>
    <message>
        <source>Write which institution</source>
        <translation>请填写是哪个机构</translation>
    </message>
    <message>
        <source>Write which report, and why</source>
        <translation>请填写依据的报告和理由</translation>
    </message>
</context>
<context>
    <name>ReadRows</name>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>小类</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Reporter</source>
        <translation>报送人</translation>
    </message>
    <message>
        <source>Why it cannot be imported</source>
        <translation>不能导入的原因</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Reason; the first of them</source>
        <translation>原因（以首行为例）</translation>
    </message>
    <message>
        <source>Columns without a use: {names}</source>
        <translation>未使用的列：{names}</translation>
    </message>
    <message>
        <source>As understood (first {n})</source>
        <translation>理解结果（前 {n} 行）</translation>
    </message>
    <message>
        <source>As understood</source>
        <translation>理解结果</translation>
    </message>
    <message>
        <source>Not importable ({n})</source>
        <translation>不能导入（{n}）</translation>
    </message>
    <message>
        <source>By reason ({n})</source>
        <translation>按原因（{n}）</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>now</source>
        <translation>当前</translation>
    </message>
</context>
<context>
    <name>ReadingOptions</name>
    <message>
        <source>Sheet, list or packed file, when there are several</source>
        <translation>有多个时填写：工作表、列表或压缩包内文件</translation>
    </message>
    <message>
        <source>as the columns tell</source>
        <translation>按列自动判断</translation>
    </message>
    <message>
        <source>recognised by the columns</source>
        <translation>按列自动识别</translation>
    </message>
    <message>
        <source>as the file tells</source>
        <translation>按文件自动判断</translation>
    </message>
    <message>
        <source>day month year</source>
        <translation>日 月 年</translation>
    </message>
    <message>
        <source>month day year</source>
        <translation>月 日 年</translation>
    </message>
    <message>
        <source>year month day</source>
        <translation>年 月 日</translation>
    </message>
    <message>
        <source>1.5</source>
        <translation>1.5</translation>
    </message>
    <message>
        <source>1,5</source>
        <translation>1,5</translation>
    </message>
    <message>
        <source>All events happen now</source>
        <translation>全部事件的时间取当前时间</translation>
    </message>
    <message>
        <source>not imported; or choose a division</source>
        <translation>不导入；或选择乡镇、村</translation>
    </message>
    <message>
        <source>Id of the sensor of all rows</source>
        <translation>所有行共用的传感器编号</translation>
    </message>
    <message>
        <source>Rows are</source>
        <translation>每行是</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Dates</source>
        <translation>日期写法</translation>
    </message>
    <message>
        <source>Decimals</source>
        <translation>小数</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>工作表</translation>
    </message>
    <message>
        <source>Rows without a known place</source>
        <translation>未识别位置的行</translation>
    </message>
    <message>
        <source>Class of all</source>
        <translation>统一小类</translation>
    </message>
    <message>
        <source>Sensor of all</source>
        <translation>统一传感器</translation>
    </message>
    <message>
        <source>recognised: {name}</source>
        <translation>已识别：{name}</translation>
    </message>
    <message>
        <source>as the columns tell: {kind}</source>
        <translation>按列自动判断：{kind}</translation>
    </message>
    <message>
        <source>Only for events</source>
        <translation>仅用于事件</translation>
    </message>
    <message>
        <source>Only for readings</source>
        <translation>仅用于监测读数</translation>
    </message>
</context>
<context>
    <name>RealmBand</name>
    <message>
        <source>Not live: events, alarms and commands here belong to this drill alone</source>
        <translation>非实战 · 这里的事件、告警和指令只属于本次演练</translation>
    </message>
    <message>
        <source>Not live: replay of past events, read-only</source>
        <translation>非实时 · 这是已发生过程的回放，不能更改</translation>
    </message>
    <message>
        <source>Not live: replay of a drill; nothing of it was real, read-only</source>
        <translation>非实战：回放一次演练，其中没有真实事件，只读</translation>
    </message>
</context>
<context>
    <name>ReasonDialog</name>
    <message>
        <source>Reason (required)</source>
        <translation>原因（必填）</translation>
    </message>
</context>
<context>
    <name>RecordPanel</name>
    <message>
        <source>Choose a row for which this can be done</source>
        <translation>先选中可执行此操作的一行</translation>
    </message>
    <message>
        <source>The first {shown} of {all} rows are shown</source>
        <translation>共 {all} 行，只显示前 {shown} 行</translation>
    </message>
</context>
<context>
    <name>RecordRows</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>About</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Counts in</source>
        <translation>计入</translation>
    </message>
    <message>
        <source>● numerator and denominator</source>
        <translation>● 分子和分母</translation>
    </message>
    <message>
        <source>● numerator</source>
        <translation>● 分子</translation>
    </message>
    <message>
        <source>○ denominator</source>
        <translation>○ 分母</translation>
    </message>
</context>
<context>
    <name>ReopenForm</name>
    <message>
        <source>Why it is assigned again (required)</source>
        <translation>重新交办的原因（必填）</translation>
    </message>
    <message>
        <source>{unit} gets the task again, with a new deadline.</source>
        <translation>重新交给{unit}办理，时限重新计算。</translation>
    </message>
</context>
<context>
    <name>ReplayBar</name>
    <message>
        <source>To the beginning (Home)</source>
        <translation>到开头（Home）</translation>
    </message>
    <message>
        <source>One record back (←)</source>
        <translation>后退一条记录（←）</translation>
    </message>
    <message>
        <source>One record forward (→)</source>
        <translation>前进一条记录（→）</translation>
    </message>
    <message>
        <source>To the end (End)</source>
        <translation>到末尾（End）</translation>
    </message>
    <message>
        <source>Speed: seconds of the recorded time per second</source>
        <translation>播放速度：每秒播放的记录秒数</translation>
    </message>
    <message>
        <source>As known then</source>
        <translation>当时所知</translation>
    </message>
    <message>
        <source>As it happened</source>
        <translation>实际发生</translation>
    </message>
    <message>
        <source>As it happened, known until here</source>
        <translation>实际发生（截至此刻所知）</translation>
    </message>
    <message>
        <source>What is shown of a time</source>
        <translation>看哪一种情况</translation>
    </message>
    <message>
        <source>As known then: only what was recorded by the time shown. As it happened: what had happened by then, by all that was recorded later. The last one holds what was known at the time now shown, and the slider goes on through what had happened before</source>
        <translation>当时所知：只看到所示时刻为止已登记的内容。实际发生：按后来登记的全部内容，看到所示时刻为止已发生的事。最后一项：把所知固定在现在所示的时刻，时间轴在此前已发生的事中移动</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>播放速度</translation>
    </message>
    <message>
        <source>Leave out times without records</source>
        <translation>跳过无记录时段</translation>
    </message>
    <message>
        <source>Changes from here</source>
        <translation>从此刻起的变化</translation>
    </message>
    <message>
        <source>List what changes from the moment now shown (C)</source>
        <translation>列出从现在所示时刻起的变化（C）</translation>
    </message>
    <message>
        <source>Repeat from here</source>
        <translation>循环起点</translation>
    </message>
    <message>
        <source>Repeat until here</source>
        <translation>循环终点</translation>
    </message>
    <message>
        <source>Do not repeat</source>
        <translation>取消循环</translation>
    </message>
    <message>
        <source>Time of the replay</source>
        <translation>回放时间轴</translation>
    </message>
    <message>
        <source>Click or drag: go to a time. Wheel: zoom, double click: all. ← →: one record, with ⇧ one minute. Space: play or pause</source>
        <translation>单击或拖动：转到该时刻；滚轮：缩放，双击：显示全部；← →：一条记录，加 ⇧ 为一分钟；空格：播放或暂停</translation>
    </message>
    <message>
        <source>Buffering …</source>
        <translation>缓冲中…</translation>
    </message>
    <message>
        <source>Reading {share} %</source>
        <translation>正在读取 {share}%</translation>
    </message>
    <message>
        <source>really {rate}×</source>
        <translation>实际 {rate}×</translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation>暂停（空格）</translation>
    </message>
    <message>
        <source>Play (Space)</source>
        <translation>播放（空格）</translation>
    </message>
    <message>
        <source>PgUp PgDn: to what was late or missed in the drill</source>
        <translation>PgUp、PgDn：上一条、下一条逾期或未达成的期望</translation>
    </message>
    <message>
        <source>Pointer at {time}</source>
        <translation>指针处 {time}</translation>
    </message>
    <message>
        <source>Critical alarm</source>
        <translation>紧急告警</translation>
    </message>
    <message>
        <source>Response level</source>
        <translation>响应级别变动</translation>
    </message>
    <message>
        <source>Event of level major or above</source>
        <translation>重大及以上事件</translation>
    </message>
    <message>
        <source>Inject delivered</source>
        <translation>情景注入已送达</translation>
    </message>
    <message>
        <source>Note of an evaluator</source>
        <translation>评估记录</translation>
    </message>
</context>
<context>
    <name>ReplayChanges</name>
    <message>
        <source>What changed</source>
        <translation>变化对比</translation>
    </message>
    <message>
        <source>Compare from here (C)</source>
        <translation>从此刻起对比（C）</translation>
    </message>
    <message>
        <source>What changes from the moment now shown is listed here and marked on the bar</source>
        <translation>此处列出从现在所示时刻起的变化，并在时间轴上标出</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>停止对比</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>About</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Go to a moment, press C, and go to another one</source>
        <translation>转到一个时刻，按 C，再转到另一个时刻</translation>
    </message>
    <message>
        <source>{since} → {until}: {n} changes</source>
        <translation>{since} → {until}：{n} 项变化</translation>
    </message>
    <message>
        <source>Nothing changed between both moments</source>
        <translation>两个时刻之间没有变化</translation>
    </message>
    <message>
        <source>new: {after}</source>
        <translation>新增：{after}</translation>
    </message>
    <message>
        <source>ended: {before}</source>
        <translation>已终止：{before}</translation>
    </message>
    <message>
        <source>not on the desk any more: {before}</source>
        <translation>已不在台面：{before}</translation>
    </message>
    <message>
        <source>came and was over again</source>
        <translation>出现过，已恢复</translation>
    </message>
</context>
<context>
    <name>ReplayedMoment</name>
    <message>
        <source>Back to live</source>
        <translation>回到实况</translation>
    </message>
</context>
<context>
    <name>ReportForm</name>
    <message>
        <source>Report an event</source>
        <translation>上报事件</translation>
    </message>
    <message>
        <source>Title *</source>
        <translation>标题 *</translation>
    </message>
    <message>
        <source>Location *</source>
        <translation>位置 *</translation>
    </message>
    <message>
        <source>No category matches: change the text, or clear it and choose from the list</source>
        <translation>没有匹配的小类：请修改，或清空后从列表中选择</translation>
    </message>
    <message>
        <source>Category *</source>
        <translation>小类 *</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Level *</source>
        <translation>级别 *</translation>
    </message>
    <message>
        <source>Source *</source>
        <translation>来源 *</translation>
    </message>
    <message>
        <source>Reporter, phone</source>
        <translation>上报人/电话</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>附件</translation>
    </message>
    <message>
        <source>What happened, in a few words</source>
        <translation>用一句话说明发生了什么</translation>
    </message>
    <message>
        <source>Street, number, nearby (optional)</source>
        <translation>街道、门牌、附近标志物（可不填）</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>上报</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Please choose</source>
        <translation>请选择</translation>
    </message>
    <message>
        <source>Was refused: {why}. Correct it; its reporter was not kept</source>
        <translation>曾被拒绝：{why}。请改正后重报；报送人未保留，请重新填写</translation>
    </message>
    <message>
        <source>Sensor {sensor}</source>
        <translation>感知设备 {sensor}</translation>
    </message>
    <message>
        <source>This report is half written: submit or clear it first, then begin the other one</source>
        <translation>这份上报尚未写完：请先提交或清空，再填写另一份</translation>
    </message>
    <message>
        <source>the title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>the category</source>
        <translation>小类</translation>
    </message>
    <message>
        <source>the location</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>the level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>the source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Missing: {what}</source>
        <translation>尚缺：{what}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>{n} categories match: type more, or choose one from the list</source>
        <translation>有 {n} 个小类匹配：请继续输入，或从列表中选择</translation>
    </message>
    <message>
        <source>The description has {n} characters, the limit is {limit}; shorten it</source>
        <translation>描述有 {n} 个字符，最多 {limit} 个，请缩短</translation>
    </message>
    <message>
        <source>Undo clearing</source>
        <translation>撤销清空</translation>
    </message>
    <message>
        <source>The files have to be attached again</source>
        <translation>附件需重新添加</translation>
    </message>
</context>
<context>
    <name>ReporterContact</name>
    <message>
        <source>loading …</source>
        <translation>正在查询…</translation>
    </message>
    <message>
        <source>on file; this role may not view it</source>
        <translation>已登记；本席位角色无权查看</translation>
    </message>
    <message>
        <source>cannot be read; see the backend&apos;s log</source>
        <translation>无法读取，详见后台日志</translation>
    </message>
    <message>
        <source>erased or not stored</source>
        <translation>已删除或未留存</translation>
    </message>
</context>
<context>
    <name>ResponseBand</name>
    <message>
        <source>Responses …</source>
        <translation>应急响应 …</translation>
    </message>
</context>
<context>
    <name>Responses</name>
    <message>
        <source>Responses</source>
        <translation>应急响应</translation>
    </message>
    <message>
        <source>By which plan and decision (required)</source>
        <translation>依据的预案和决定（必填）</translation>
    </message>
    <message>
        <source>Start the response</source>
        <translation>启动响应</translation>
    </message>
    <message>
        <source>Plan for the chosen response</source>
        <translation>对所选响应启动的预案</translation>
    </message>
    <message>
        <source>No response is in force</source>
        <translation>当前未启动应急响应</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Emergency</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>终止</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Choose the area</source>
        <translation>请选择区域</translation>
    </message>
    <message>
        <source>Enter by which plan and decision</source>
        <translation>请填写依据的预案和决定</translation>
    </message>
</context>
<context>
    <name>RestoredNotice</name>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>Duty log entry</source>
        <translation>值班日志</translation>
    </message>
    <message>
        <source>The journal was restored</source>
        <translation>日志已恢复到较早状态</translation>
    </message>
    <message>
        <source>The journal was reset to an earlier state, detected at {noticed}. Its last record is now {seq}, of {recorded}.</source>
        <translation>后台日志已恢复到较早的状态，本窗口于 {noticed} 发现。日志现在止于第 {seq} 条记录（{recorded}）。</translation>
    </message>
    <message>
        <source>Records {first} to {last}, which this window had shown, no longer exist.</source>
        <translation>本窗口显示过的第 {first} 至 {last} 条记录已不存在。</translation>
    </message>
    <message>
        <source>The items below were shown in this window: check them, and re-enter those that are still valid.</source>
        <translation>下列内容曾在本窗口显示，请逐项核对，仍然有效的请重新录入。</translation>
    </message>
    <message>
        <source>No event, alarm or entry that was shown here is missing.</source>
        <translation>本窗口显示过的事件、告警和值班日志没有缺少。</translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation>复制清单</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>已知悉</translation>
    </message>
    <message>
        <source>Missing: {n}</source>
        <translation>已不存在：{n} 项</translation>
    </message>
    <message>
        <source>State differs from the one shown: {n}</source>
        <translation>状态与显示过的不同：{n} 项</translation>
    </message>
</context>
<context>
    <name>ResultMenu</name>
    <message>
        <source>&amp;Definition …</source>
        <translation>口径(&amp;D) …</translation>
    </message>
    <message>
        <source>&amp;Pin to walls and leader&apos;s page</source>
        <translation>钉到大屏和领导页(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Open its part</source>
        <translation>打开所属面板(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Renew</source>
        <translation>更新(&amp;R)</translation>
    </message>
    <message>
        <source>not counted yet</source>
        <translation>尚未算出</translation>
    </message>
    <message>
        <source>&amp;Renew: {value} now</source>
        <translation>更新(&amp;R)：现为 {value}</translation>
    </message>
    <message>
        <source>the only place: unpin it instead</source>
        <translation>只剩这一处：请改用取下</translation>
    </message>
    <message>
        <source>&amp;Unpin …</source>
        <translation>取下(&amp;U) …</translation>
    </message>
    <message>
        <source>&amp;Write into a report …</source>
        <translation>写入专报(&amp;W) …</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取下</translation>
    </message>
</context>
<context>
    <name>ResultRow</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Show this result in its panel</source>
        <translation>在所属面板中打开这项结论</translation>
    </message>
    <message>
        <source>Show its villages or towns on map and twin</source>
        <translation>在地图和孪生中显示其村（社区）或乡镇</translation>
    </message>
    <message>
        <source>Show the event that deals with it</source>
        <translation>打开处置它的事件</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation>自 {time}</translation>
    </message>
</context>
<context>
    <name>Rewinding</name>
    <message>
        <source>Back to now (Esc)</source>
        <translation>回到现在（Esc）</translation>
    </message>
    <message>
        <source>Map and twin of then …</source>
        <translation>当时的地图与孪生…</translation>
    </message>
    <message>
        <source>Replay: {time}</source>
        <translation>回放：{time}</translation>
    </message>
    <message>
        <source>Opening what was known at {time} …</source>
        <translation>正在打开 {time} 时的数据…</translation>
    </message>
</context>
<context>
    <name>RiskWarnings</name>
    <message>
        <source>Risk warnings</source>
        <translation>风险预警</translation>
    </message>
    <message>
        <source>Judge now</source>
        <translation>立即研判</translation>
    </message>
    <message>
        <source>Judge the days up to now; otherwise it is done once a day, at midnight</source>
        <translation>研判截至此刻的数据；平时每天零点自动进行一次</translation>
    </message>
    <message>
        <source>What it is, why nothing is to be done, or what came of it</source>
        <translation>研判意见、排除理由或评价结论</translation>
    </message>
    <message>
        <source>Number of the event that deals with it</source>
        <translation>处置该事项的事件编号</translation>
    </message>
    <message>
        <source>Report an event …</source>
        <translation>上报事件…</translation>
    </message>
    <message>
        <source>Was it true?</source>
        <translation>是否属实？</translation>
    </message>
    <message>
        <source>It was true</source>
        <translation>属实</translation>
    </message>
    <message>
        <source>It was not</source>
        <translation>不属实</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>依据事件</translation>
    </message>
    <message>
        <source>No warning</source>
        <translation>没有预警</translation>
    </message>
    <message>
        <source>{detector} {true} of {all}</source>
        <translation>{detector} {true}/{all}</translation>
    </message>
    <message>
        <source>True so far: {parts}</source>
        <translation>历次属实（属实/已评价）：{parts}</translation>
    </message>
    <message>
        <source>Judging …</source>
        <translation>正在研判…</translation>
    </message>
    <message>
        <source>Not judged yet: it is done once a day, at midnight, or when you ask</source>
        <translation>尚未研判：每天零点自动进行，也可立即研判</translation>
    </message>
    <message>
        <source>As of {time}, with {n} days of records: too short a past for any detector</source>
        <translation>截至 {time}，连续记录 {n} 天：历史过短，各检测方法均不能研判</translation>
    </message>
    <message>
        <source>As of {time}, with {n} days of records; by {able}</source>
        <translation>截至 {time}，连续记录 {n} 天；检测方法：{able}</translation>
    </message>
    <message>
        <source>{text}; too short a past for {unable}</source>
        <translation>{text}；历史不足：{unable}</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Matter</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>起始</translation>
    </message>
    <message>
        <source>Observed / expected</source>
        <translation>实际／预期</translation>
    </message>
    <message>
        <source>By chance once in</source>
        <translation>重现期</translation>
    </message>
    <message>
        <source>Detectors</source>
        <translation>检测方法</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>责任部门</translation>
    </message>
    <message>
        <source>{time}, overdue</source>
        <translation>{time}，已超时</translation>
    </message>
    <message>
        <source>{state}: true</source>
        <translation>{state}：属实</translation>
    </message>
    <message>
        <source>{state}: not true</source>
        <translation>{state}：不属实</translation>
    </message>
    <message>
        <source>Write what it is</source>
        <translation>请填写研判意见</translation>
    </message>
    <message>
        <source>Write why nothing is to be done</source>
        <translation>请填写排除理由</translation>
    </message>
    <message>
        <source>Choose or write the event that deals with it, or report one</source>
        <translation>请选择或填写处置该事项的事件，或上报一个</translation>
    </message>
    <message>
        <source>Choose whether it was true</source>
        <translation>请选择是否属实</translation>
    </message>
    <message>
        <source>Write what came of it</source>
        <translation>请填写评价结论</translation>
    </message>
    <message>
        <source>{n} newest events:</source>
        <translation>最近 {n} 个事件：</translation>
    </message>
    <message>
        <source>{id}  (archived)</source>
        <translation>{id}（已归档）</translation>
    </message>
    <message>
        <source>{event}  · deals with it</source>
        <translation>{event} · 处置该事项</translation>
    </message>
    <message>
        <source>{matter}: {place}</source>
        <translation>{matter}：{place}</translation>
    </message>
    <message>
        <source>Whole county</source>
        <translation>全县</translation>
    </message>
    <message>
        <source>{places} and {n} more</source>
        <translation>{places}等，另 {n} 处</translation>
    </message>
    <message>
        <source>{observed} / {expected} in {days} d</source>
        <translation>{observed} / {expected}（{days} 天）</translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation>{n} 天</translation>
    </message>
    <message>
        <source>over {n} years</source>
        <translation>{n} 年以上</translation>
    </message>
    <message>
        <source>{n} years</source>
        <translation>{n} 年</translation>
    </message>
</context>
<context>
    <name>Rounds</name>
    <message>
        <source>Collection rounds</source>
        <translation>收运</translation>
    </message>
    <message>
        <source>Note; why a bin was not emptied</source>
        <translation>备注；未能清运时填写原因</translation>
    </message>
    <message>
        <source>Plan again now</source>
        <translation>立即重新计划</translation>
    </message>
    <message>
        <source>No bin is full: bins from {limit} % on are put on rounds</source>
        <translation>目前没有满溢的垃圾桶：满溢度达到 {limit} % 的会自动排入收运路线</translation>
    </message>
    <message>
        <source>Choose a stop that is to come</source>
        <translation>请选择待清运的站点</translation>
    </message>
    <message>
        <source>Truck, stop</source>
        <translation>车辆 / 站次</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>垃圾桶</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Fill, load</source>
        <translation>满溢度 / 载量</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>plan {n} of {time}: {why}</source>
        <translation>第 {n} 次计划（{time}，{why}）</translation>
    </message>
    <message>
        <source>{bins} bins on {trucks} trucks</source>
        <translation>{trucks} 车待清 {bins} 桶</translation>
    </message>
    <message>
        <source>{n} emptied</source>
        <translation>已清 {n} 桶</translation>
    </message>
    <message>
        <source>{n} on no round</source>
        <translation>未排入 {n} 桶</translation>
    </message>
    <message>
        <source>shift until {time}</source>
        <translation>班次至 {time}</translation>
    </message>
    <message>
        <source>on no round</source>
        <translation>未排入</translation>
    </message>
    <message>
        <source>{done} of {all} stops</source>
        <translation>{done} / {all} 站</translation>
    </message>
    <message>
        <source>back {time}</source>
        <translation>{time} 返回</translation>
    </message>
    <message>
        <source>late</source>
        <translation>晚点</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>待清运</translation>
    </message>
    <message>
        <source>emptied</source>
        <translation>已清运</translation>
    </message>
    <message>
        <source>not emptied</source>
        <translation>未能清运</translation>
    </message>
    <message>
        <source>No shift runs now</source>
        <translation>当前没有当班的班次</translation>
    </message>
    <message>
        <source>Write why the bin was not emptied</source>
        <translation>请填写未能清运的原因</translation>
    </message>
</context>
<context>
    <name>RowInspector</name>
    <message>
        <source>Choose a row, or add one</source>
        <translation>请选择一行，或新增一行</translation>
    </message>
    <message>
        <source>Injects of this kind have no place</source>
        <translation>此类注入没有地点</translation>
    </message>
    <message>
        <source>Expect something after this inject</source>
        <translation>为该注入新增评估期望</translation>
    </message>
</context>
<context>
    <name>RowList</name>
    <message>
        <source>{n} more are in the lists of the desk</source>
        <translation>其余 {n} 件见事件列表</translation>
    </message>
</context>
<context>
    <name>RowTable</name>
    <message>
        <source>Add</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Approval of the selected rows</source>
        <translation>审批所选各行</translation>
    </message>
    <message>
        <source>Nothing here yet: add the first row</source>
        <translation>还没有内容：请新增第一行</translation>
    </message>
    <message>
        <source>{n} injects: {approval}; {key} brings the former back</source>
        <translation>{n} 条注入：{approval}；按 {key} 恢复</translation>
    </message>
    <message>
        <source>{n} rows were removed, and {m} expectations of them; {key} brings them back</source>
        <translation>已删除 {n} 行及其 {m} 项期望；按 {key} 恢复</translation>
    </message>
    <message>
        <source>{n} rows were removed; {key} brings them back</source>
        <translation>已删除 {n} 行；按 {key} 恢复</translation>
    </message>
</context>
<context>
    <name>ScenarioEditor</name>
    <message>
        <source>Begin with a shipped scenario, or add injects to an empty one:</source>
        <translation>可从内置情景开始，也可在空白情景中新增注入：</translation>
    </message>
    <message>
        <source>The draft cannot be kept: {why}</source>
        <translation>草稿无法保存：{why}</translation>
    </message>
    <message>
        <source>Saves it, and opens the window of a new drill</source>
        <translation>先保存，再打开新演练的窗口</translation>
    </message>
    <message>
        <source>not saved yet</source>
        <translation>尚未保存</translation>
    </message>
    <message>
        <source>{file} · changes not saved</source>
        <translation>{file} · 有未保存的修改</translation>
    </message>
    <message>
        <source>untitled</source>
        <translation>未命名情景</translation>
    </message>
    <message>
        <source>The places were moved to {county}: look at them once</source>
        <translation>地点已改为{county}的村：请逐一核对</translation>
    </message>
    <message>
        <source>This county has nothing that could take its place: correct it by hand</source>
        <translation>本县没有可替代的内容，请手工修改</translation>
    </message>
    <message>
        <source>{title}, changed at {time}, was not saved when the editor was closed.</source>
        <translation>“{title}”在 {time} 的修改尚未保存，编辑器就已关闭。</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Time line of the injects</source>
        <translation>注入时间线</translation>
    </message>
    <message>
        <source>Scenario editor</source>
        <translation>演练情景编辑器</translation>
    </message>
</context>
<context>
    <name>ScenarioFilesAsked</name>
    <message>
        <source>Opening {file} …</source>
        <translation>正在打开 {file}…</translation>
    </message>
    <message>
        <source>{n} times of {file} have no unit, such as {time} in {where}. In which unit are they?</source>
        <translation>{file} 中有 {n} 个时间没有单位，例如 {where} 的 {time}。单位是什么？</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>小时</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>天</translation>
    </message>
    <message>
        <source>… and {n} more</source>
        <translation>… 另有 {n} 处</translation>
    </message>
    <message>
        <source>{file} was not opened; correct these rows:</source>
        <translation>{file} 未打开，请改正以下各行：</translation>
    </message>
    <message>
        <source>Correct the errors first: a workbook holds only what has the form of a scenario.</source>
        <translation>请先改正错误：格式正确的情景才能导出为工作簿。</translation>
    </message>
    <message>
        <source>Writing {file} …</source>
        <translation>正在写入 {file}…</translation>
    </message>
    <message>
        <source>Saving {file} …</source>
        <translation>正在保存 {file}…</translation>
    </message>
    <message>
        <source>{folder} already has other files of these names: {names}. They would be replaced.</source>
        <translation>{folder} 中已有同名的其他文件：{names}。它们将被替换。</translation>
    </message>
    <message>
        <source>Replace them</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>{file} has comments (what stands behind #). They are lost when it is saved from here.</source>
        <translation>{file} 中有注释（# 之后的文字）。从这里保存会丢失注释。</translation>
    </message>
    <message>
        <source>Save without the comments</source>
        <translation>不保留注释，保存</translation>
    </message>
    <message>
        <source>{file} was changed by another program since it was opened. Those changes would be lost.</source>
        <translation>{file} 打开后已被其他程序修改，保存会丢失那些修改。</translation>
    </message>
    <message>
        <source>Overwrite them</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <source>{n} typed texts cannot be read and are not saved; the first one: {first}</source>
        <translation>有 {n} 处输入无法识别，不会保存。第一处：{first}</translation>
    </message>
    <message>
        <source>{doing} ({done} of {all} files)</source>
        <translation>{doing}（{done}/{all} 个文件）</translation>
    </message>
    <message>
        <source>Save as another file …</source>
        <translation>另存为其他文件 …</translation>
    </message>
    <message>
        <source>Correct it</source>
        <translation>去改正</translation>
    </message>
    <message>
        <source>Save without it</source>
        <translation>不含该内容保存</translation>
    </message>
    <message>
        <source>untitled</source>
        <translation>未命名情景</translation>
    </message>
    <message>
        <source>{title} has changes that are not saved.</source>
        <translation>“{title}”有未保存的修改。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard the changes</source>
        <translation>放弃修改</translation>
    </message>
</context>
<context>
    <name>ScenarioFindings</name>
    <message>
        <source>Check of the scenario: {errors} errors, {warnings} warnings</source>
        <translation>脚本检查：{errors} 个错误、{warnings} 个警告</translation>
    </message>
</context>
<context>
    <name>ScenarioTimeLine</name>
    <message>
        <source>By condition or by hand</source>
        <translation>按条件或人工放行</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>Search the map</source>
        <translation>搜索地图</translation>
    </message>
    <message>
        <source>Name, code, event number or coordinates</source>
        <translation>名称、代码、事件编号或坐标</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Coordinates</source>
        <translation>坐标</translation>
    </message>
    <message>
        <source>Look for event number “{text}” in the journal</source>
        <translation>在日志中查找编号为“{text}”的事件</translation>
    </message>
    <message>
        <source>Not in the list: press Return to search the journal</source>
        <translation>未列出：按回车到日志中查找</translation>
    </message>
    <message>
        <source>Nothing found for “{text}”</source>
        <translation>没有找到“{text}”</translation>
    </message>
    <message>
        <source>Outside the county, {km} km from its border</source>
        <translation>不在本县范围内（距县界 {km} 公里）</translation>
    </message>
    <message>
        <source>Not a location in this county: enter degrees (111.5, 28.2) or Gauss-Krüger metres</source>
        <translation>不是本地坐标：请输入经纬度（111.5, 28.2）或高斯-克吕格坐标（米）</translation>
    </message>
    <message>
        <source>Looking for “{text}” in the journal …</source>
        <translation>正在日志中查找“{text}”…</translation>
    </message>
</context>
<context>
    <name>SearchElsewhere</name>
    <message>
        <source>This role may not search by phone number</source>
        <translation>本席位角色无权按电话查找</translation>
    </message>
    <message>
        <source>Many reporters have this number: enter more digits</source>
        <translation>匹配的电话过多，请多输几位</translation>
    </message>
</context>
<context>
    <name>SeatLine</name>
    <message>
        <source>Claimed by nobody</source>
        <translation>无人认领</translation>
    </message>
</context>
<context>
    <name>SelfAssessmentDialog</name>
    <message>
        <source>Self-assessment</source>
        <translation>自评</translation>
    </message>
    <message>
        <source>Reason (required where it was not met)</source>
        <translation>理由（未达成时必填）</translation>
    </message>
    <message>
        <source>What went well</source>
        <translation>做得好的</translation>
    </message>
    <message>
        <source>What did not go well</source>
        <translation>不足</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Own grade</source>
        <translation>自评等级</translation>
    </message>
    <message>
        <source>Hand in</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>State whether objective {objective} was met</source>
        <translation>请说明目标 {objective} 是否达成</translation>
    </message>
    <message>
        <source>Write why objective {objective} was not met</source>
        <translation>请填写目标 {objective} 未达成的理由</translation>
    </message>
    <message>
        <source>Choose a grade</source>
        <translation>请选择等级</translation>
    </message>
</context>
<context>
    <name>SelfAssessments</name>
    <message>
        <source>Self-assessments</source>
        <translation>自评</translation>
    </message>
    <message>
        <source>Players hand in their self-assessments from the hot wash on</source>
        <translation>点评开始后由参演人员提交自评</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Player</source>
        <translation>参演人员</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Own grade</source>
        <translation>自评等级</translation>
    </message>
    <message>
        <source>Objectives met</source>
        <translation>达成目标</translation>
    </message>
    <message>
        <source>What went well</source>
        <translation>做得好的</translation>
    </message>
    <message>
        <source>What did not go well</source>
        <translation>不足</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>not handed in</source>
        <translation>未提交</translation>
    </message>
    <message>
        <source>handed in {time}</source>
        <translation>{time} 提交</translation>
    </message>
    <message>
        <source>Receiving data …</source>
        <translation>正在接收数据…</translation>
    </message>
    <message>
        <source>{name}: {text}</source>
        <translation>{name}：{text}</translation>
    </message>
</context>
<context>
    <name>SensorCard</name>
    <message>
        <source>Show on the map</source>
        <translation>地图定位</translation>
    </message>
    <message>
        <source>Report an event …</source>
        <translation>上报事件…</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} 小时</translation>
    </message>
    <message>
        <source>Fetching the history …</source>
        <translation>正在读取历史数据…</translation>
    </message>
    <message>
        <source>{n} readings</source>
        <translation>{n} 个读数</translation>
    </message>
    <message>
        <source>No readings in this time</source>
        <translation>此时段没有读数</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>no data received</source>
        <translation>从未上报</translation>
    </message>
    <message>
        <source>{span} ago</source>
        <translation>{span}前</translation>
    </message>
    <message>
        <source>dated {span} in the future</source>
        <translation>时间超前 {span}</translation>
    </message>
    <message>
        <source>Alarm: {states}</source>
        <translation>告警{states}</translation>
    </message>
    <message>
        <source>Event: {title} · {state}</source>
        <translation>事件：{title} · {state}</translation>
    </message>
</context>
<context>
    <name>Shelters</name>
    <message>
        <source>Shelters</source>
        <translation>转移安置</translation>
    </message>
    <message>
        <source> people</source>
        <translation> 人</translation>
    </message>
    <message>
        <source>From village</source>
        <translation>来自村（社区）</translation>
    </message>
    <message>
        <source>Shelter</source>
        <translation>安置点</translation>
    </message>
    <message>
        <source>Note; the reason of a correction</source>
        <translation>备注；或更正原因</translation>
    </message>
    <message>
        <source>Report the arrival</source>
        <translation>登记到达</translation>
    </message>
    <message>
        <source>Nobody is in a shelter</source>
        <translation>当前无安置人员</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人数</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>Reported</source>
        <translation>登记时间</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>返回时间</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>{people} people in {n} shelters of {places} places</source>
        <translation>{n} 个安置点共安置 {people} 人，容量 {places} 人</translation>
    </message>
    <message>
        <source>{n} more than places</source>
        <translation>超容 {n} 人</translation>
    </message>
    <message>
        <source>total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Choose the village they come from</source>
        <translation>请选择来自哪个村</translation>
    </message>
    <message>
        <source>Choose the shelter</source>
        <translation>请选择安置点</translation>
    </message>
    <message>
        <source>Enter how many people arrived</source>
        <translation>请填写到达人数</translation>
    </message>
    <message>
        <source>Enter the right number, and why</source>
        <translation>请填写正确人数和原因</translation>
    </message>
</context>
<context>
    <name>ShiftsPanel</name>
    <message>
        <source>Shift handover</source>
        <translation>交接班</translation>
    </message>
    <message>
        <source>Who takes over</source>
        <translation>接班人</translation>
    </message>
    <message>
        <source>What the next person must know (required)</source>
        <translation>交班事项（必填）</translation>
    </message>
    <message>
        <source>Hand over the shift</source>
        <translation>交班</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>No shift was handed over in the last days</source>
        <translation>近日没有交接班记录</translation>
    </message>
    <message>
        <source>Handed over</source>
        <translation>交班时间</translation>
    </message>
    <message>
        <source>By</source>
        <translation>交班人</translation>
    </message>
    <message>
        <source>To</source>
        <translation>接班人</translation>
    </message>
    <message>
        <source>Taken over</source>
        <translation>接班</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>待接班</translation>
    </message>
    <message>
        <source>withdrawn: {note}</source>
        <translation>已撤回：{note}</translation>
    </message>
    <message>
        <source>Write what the next person must know</source>
        <translation>请填写交班事项</translation>
    </message>
    <message>
        <source>{person} hands over: choose somebody else who takes over</source>
        <translation>{person}是交班人：请选择其他人接班</translation>
    </message>
    <message>
        <source>Write why it is withdrawn</source>
        <translation>请填写撤回原因</translation>
    </message>
    <message>
        <source>Choose who is on duty now, then take over</source>
        <translation>请先选择当前值班人，再接班</translation>
    </message>
    <message>
        <source>Shift {time}</source>
        <translation>交接班 {time}</translation>
    </message>
</context>
<context>
    <name>ShownCalls</name>
    <message>
        <source>Waiting for somebody: {n}</source>
        <translation>待处置：{n} 件</translation>
    </message>
    <message>
        <source>{place}: {n} households</source>
        <translation>{place}：{n} 户</translation>
    </message>
    <message>
        <source>Nearest: {unit}, {km} km, about {n} min</source>
        <translation>最近：{unit}，{km} 公里，约 {n} 分钟</translation>
    </message>
    <message>
        <source>{unit} · {n} min</source>
        <translation>{unit} · {n} 分钟</translation>
    </message>
</context>
<context>
    <name>SigningDialog</name>
    <message>
        <source>Sign</source>
        <translation>签发</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Why these data suffice (required)</source>
        <translation>数据为何仍可用（必填）</translation>
    </message>
    <message>
        <source>Sign the briefing</source>
        <translation>签发简报</translation>
    </message>
    <message>
        <source>Classification: {name}</source>
        <translation>密级：{name}</translation>
    </message>
    <message>
        <source>To: {names}</source>
        <translation>报送：{names}</translation>
    </message>
    <message>
        <source>Signed by: {name}</source>
        <translation>签发人：{name}</translation>
    </message>
    <message>
        <source>After this the document cannot be changed; a corrected one replaces it.</source>
        <translation>签发后文件不可更改；如有更正，另发一份替代。</translation>
    </message>
    <message>
        <source>Sign without the map</source>
        <translation>不附位置图签发</translation>
    </message>
    <message>
        <source>The map around the event is being painted …</source>
        <translation>事件位置图正在绘制…</translation>
    </message>
    <message>
        <source>This window shows no map: the document is without one, and says so.</source>
        <translation>本窗口没有地图：文件不附事件位置图，并在文中注明。</translation>
    </message>
</context>
<context>
    <name>SiteReportDialog</name>
    <message>
        <source>Casualties</source>
        <translation>登记伤亡</translation>
    </message>
    <message>
        <source>As they are known now, in total; a later report replaces this one.</source>
        <translation>填写目前掌握的累计数；以后再登记时以新的为准。</translation>
    </message>
    <message>
        <source>Dead</source>
        <translation>死亡</translation>
    </message>
    <message>
        <source>Missing or trapped</source>
        <translation>失联（失踪、被困）</translation>
    </message>
    <message>
        <source>Injured</source>
        <translation>受伤</translation>
    </message>
    <message>
        <source>Write the post of the leader</source>
        <translation>请填写到场领导的职务</translation>
    </message>
    <message>
        <source>Leader at the site</source>
        <translation>领导到位</translation>
    </message>
    <message>
        <source>The post, not the name: records hold no names of people.</source>
        <translation>填写职务，不写姓名：记录中不保存人员姓名。</translation>
    </message>
    <message>
        <source>Deputy county head</source>
        <translation>副县长</translation>
    </message>
    <message>
        <source>Post</source>
        <translation>职务</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Who told it, or why fewer; reports tell it</source>
        <translation>消息来源，或减少的原因，将写入报告</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>登记</translation>
    </message>
</context>
<context>
    <name>Situation</name>
    <message>
        <source>Situation reports</source>
        <translation>信息报告</translation>
    </message>
    <message>
        <source>Received, source, time, place, nature, extent, losses, trend, leaders, measures, proposals</source>
        <translation>接报时间、信息来源、事发时间、地点、性质、影响范围、损失伤亡、趋势、领导到位、已采取措施、建议</translation>
    </message>
    <message>
        <source>Record as sent</source>
        <translation>登记报送</translation>
    </message>
    <message>
        <source>Nothing was reported</source>
        <translation>尚未报送</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>发出时间</translation>
    </message>
    <message>
        <source>By</source>
        <translation>报送人</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Select an event</source>
        <translation>请选择事件</translation>
    </message>
    <message>
        <source>Write the report</source>
        <translation>请填写报告内容</translation>
    </message>
    <message>
        <source>The report is too long: at most {limit} characters</source>
        <translation>报告过长：最多 {limit} 个字符</translation>
    </message>
</context>
<context>
    <name>SlotChart</name>
    <message>
        <source>Needed</source>
        <translation>需要</translation>
    </message>
</context>
<context>
    <name>SoundControl</name>
    <message>
        <source>Silence ({key})</source>
        <translation>消音 ({key})</translation>
    </message>
    <message>
        <source>Stop the tones of what calls now. It stays unacknowledged; what comes later sounds</source>
        <translation>停止当前提示音；事项仍为未确认，之后新来的照常发声</translation>
    </message>
    <message>
        <source>Mute for {n} min</source>
        <translation>静音 {n} 分钟</translation>
    </message>
    <message>
        <source>End the mute</source>
        <translation>结束静音</translation>
    </message>
    <message>
        <source>Quieter from {a}:00 to {b}:00, except emergencies</source>
        <translation>{a}:00–{b}:00 降低音量，紧急事项除外</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>音量</translation>
    </message>
    <message>
        <source>Volume {n} %</source>
        <translation>音量 {n}%</translation>
    </message>
    <message>
        <source>No sound in a replay</source>
        <translation>回放不发声</translation>
    </message>
    <message>
        <source>This machine has no sound device: alarms are shown and make no sound here</source>
        <translation>本机没有声音设备：告警照常显示，但此处不发声</translation>
    </message>
    <message>
        <source>No sound device</source>
        <translation>无声音设备</translation>
    </message>
    <message>
        <source>Muted, {left} left</source>
        <translation>静音，剩余 {left}</translation>
    </message>
    <message>
        <source>Sound {n} %</source>
        <translation>声音 {n}%</translation>
    </message>
</context>
<context>
    <name>StaffingInputs</name>
    <message>
        <source>Write ages and yuan a month like 75:50, 90:100, each age above the one before</source>
        <translation>请按“75:50, 90:100”填写年龄和每月金额（元），年龄依次递增</translation>
    </message>
    <message>
        <source>The catalogue has no queue; add it to staffing.toml</source>
        <translation>目录表中没有这类队列，请在 staffing.toml 中添加</translation>
    </message>
    <message>
        <source>{place} is no village and no town of the county</source>
        <translation>{place} 不是本县的村（社区）或乡镇</translation>
    </message>
    <message>
        <source>{n} places are called {place}; write the code of the one that is meant: {codes}</source>
        <translation>有 {n} 个地方叫“{place}”，请填写所指的代码：{codes}</translation>
    </message>
    <message>
        <source>Name the villages or towns in which the change was made</source>
        <translation>请填写做了改变的村（社区）或乡镇</translation>
    </message>
    <message>
        <source>A new one</source>
        <translation>新增一处</translation>
    </message>
    <message>
        <source>All events</source>
        <translation>全部事件</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>原处</translation>
    </message>
    <message>
        <source>within </source>
        <translation>时限 </translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>service </source>
        <translation>办理 </translation>
    </message>
    <message>
        <source>patience </source>
        <translation>愿等 </translation>
    </message>
    <message>
        <source>absent </source>
        <translation>缺勤 </translation>
    </message>
    <message>
        <source> counters</source>
        <translation> 个窗口</translation>
    </message>
    <message>
        <source> people a day</source>
        <translation> 人次／日</translation>
    </message>
    <message>
        <source>special matters </source>
        <translation>专席事项 </translation>
    </message>
    <message>
        <source>who know them </source>
        <translation>其中专席 </translation>
    </message>
    <message>
        <source>capacity </source>
        <translation>规模 </translation>
    </message>
    <message>
        <source>workers </source>
        <translation>增减网格员 </translation>
    </message>
    <message>
        <source>nobody leaves</source>
        <translation>无人中途离开</translation>
    </message>
    <message>
        <source>as recorded</source>
        <translation>按记录</translation>
    </message>
    <message>
        <source>capacity as now</source>
        <translation>规模不变</translation>
    </message>
    <message>
        <source>Opening hours with the change</source>
        <translation>改变后的开放时间</translation>
    </message>
    <message>
        <source>With the change: ages and yuan a month, like 75:50, 90:100</source>
        <translation>改变后：起点年龄与每月金额（元），如 75:50, 90:100</translation>
    </message>
    <message>
        <source>Villages or towns of the change, by name or code</source>
        <translation>做了改变的村（社区）或乡镇，名称或代码，用逗号分开</translation>
    </message>
    <message>
        <source>When the change was made</source>
        <translation>改变的日期</translation>
    </message>
    <message>
        <source>On each shift, or of all counters</source>
        <translation>每班（或全部窗口）中能办专席事项的人数</translation>
    </message>
</context>
<context>
    <name>StaffingPanel</name>
    <message>
        <source>Staffing and policies</source>
        <translation>人员配置与政策模拟</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Report a task …</source>
        <translation>上报为任务…</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Shifts</source>
        <translation>班次</translation>
    </message>
    <message>
        <source>Half hours</source>
        <translation>各时段</translation>
    </message>
    <message>
        <source>Villages</source>
        <translation>村（社区）</translation>
    </message>
    <message>
        <source>Fill in what changes and compute</source>
        <translation>填写改变的内容后计算</translation>
    </message>
    <message>
        <source>as of {time}, record {seq}</source>
        <translation>截至 {time}，第 {seq} 条记录</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>班次</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>At work now</source>
        <translation>现有在岗</translation>
    </message>
    <message>
        <source>Needed at work</source>
        <translation>需要在岗</translation>
    </message>
    <message>
        <source>On the roster</source>
        <translation>需要排班</translation>
    </message>
    <message>
        <source>From</source>
        <translation>时段</translation>
    </message>
    <message>
        <source>People an hour</source>
        <translation>人次／小时</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>需要</translation>
    </message>
    <message>
        <source>At work</source>
        <translation>在岗</translation>
    </message>
    <message>
        <source>At work then</source>
        <translation>改变后在岗</translation>
    </message>
    <message>
        <source>Wait, s</source>
        <translation>等待（秒）</translation>
    </message>
    <message>
        <source>Wait then, s</source>
        <translation>改变后等待（秒）</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村（社区）</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
</context>
<context>
    <name>StepDelegate</name>
    <message>
        <source>waits {span}</source>
        <translation>已等待 {span}</translation>
    </message>
</context>
<context>
    <name>StoryView</name>
    <message>
        <source>Space or → next, ← back; any other key ends it</source>
        <translation>空格或 → 下一章，← 上一章；按其他键结束</translation>
    </message>
</context>
<context>
    <name>StrayText</name>
    <message>
        <source>What was typed is written nowhere: press Enter again for the next step</source>
        <translation>输入的文字未写入任何表单；再按一次 Enter 执行下一步</translation>
    </message>
</context>
<context>
    <name>SubclassBox</name>
    <message>
        <source>Please choose, or type to search</source>
        <translation>请选择，或输入文字查找</translation>
    </message>
</context>
<context>
    <name>SuperviseForm</name>
    <message>
        <source>What is required, of whom, by when (required)</source>
        <translation>督办要求、对象、期限（必填）</translation>
    </message>
</context>
<context>
    <name>TellCoverage</name>
    <message>
        <source>The catalogue has no public service: add rows to public_services.toml</source>
        <translation>目录里没有公共服务：请在 public_services.toml 中增加</translation>
    </message>
    <message>
        <source>{service}: who reaches one within {minutes} min by road</source>
        <translation>{service}：按道路行程 {minutes} 分钟内可达的人口</translation>
    </message>
    <message>
        <source>next: look at further sites or a mobile service for the others</source>
        <translation>下一步：为其余人口看增设点或流动服务车方案</translation>
    </message>
    <message>
        <source>plan kept by {who} at {time}; next: carry it out, or withdraw it</source>
        <translation>{who}于 {time} 采用；下一步：落实，或撤销</translation>
    </message>
</context>
<context>
    <name>TellNeed</name>
    <message>
        <source>No forecast of the week from {day} was kept: open it; it is made where at least {least} whole weeks are recorded</source>
        <translation>尚无 {day} 起一周的预测：打开即预测，须有至少 {least} 个完整周的记录</translation>
    </message>
    <message>
        <source>Nothing is expected in the week from {day}; that is no proof of no need</source>
        <translation>{day} 起一周预计没有诉求；没有诉求不等于没有需要</translation>
    </message>
    <message>
        <source>{need}: most of it in the week from {day} is expected in {place} (by {method})</source>
        <translation>{need}：{day} 起一周预计{place}最多（方法：{method}）</translation>
    </message>
    <message>
        <source>next: plan staff or a visit there</source>
        <translation>下一步：安排人手或走访</translation>
    </message>
</context>
<context>
    <name>TellPlans</name>
    <message>
        <source>No plan is open: open the panel and begin one from a template</source>
        <translation>没有执行中的计划：请打开面板，按模板建立</translation>
    </message>
    <message>
        <source>{item}: milestone {milestone} is {n} days late; {delays}</source>
        <translation>{item}：节点“{milestone}”逾期 {n} 天；{delays}</translation>
    </message>
    <message>
        <source>no other item waits for it</source>
        <translation>没有其他计划项等待它</translation>
    </message>
    <message>
        <source>the last that waits for it is {last}, which has a margin</source>
        <translation>最后受影响的是“{last}”，尚有余量</translation>
    </message>
    <message>
        <source>the last that it delays is {last}, by {n} days at least</source>
        <translation>最后拖累到“{last}”，至少推迟 {n} 天</translation>
    </message>
    <message>
        <source>next: evidence by {person} waits; another person accepts or rejects it</source>
        <translation>下一步：{person} 提交的佐证待验收，须由他人验收</translation>
    </message>
    <message>
        <source>next: {lead} submits evidence</source>
        <translation>下一步：{lead}提交佐证</translation>
    </message>
    <message>
        <source>next: {lead} submits evidence, or an event presses it</source>
        <translation>下一步：{lead}提交佐证，或以事件督办</translation>
    </message>
    <message>
        <source>{item}: spent / planned {money} (10,000 yuan)</source>
        <translation>{item}：支出 / 预算 {money}（万元）</translation>
    </message>
    <message>
        <source>next: {lead} says why; the plan is revised, or spending stops</source>
        <translation>下一步：{lead}说明原因，调整计划或停止支出</translation>
    </message>
    <message>
        <source>{plan}: weight {done} of {all} by accepted evidence; last day {day}; {end}</source>
        <translation>{plan}：佐证已验收的权重 {done} / {all}；截止 {day}；{end}</translation>
    </message>
    <message>
        <source>led by {lead}</source>
        <translation>牵头：{lead}</translation>
    </message>
    <message>
        <source>next: evidence for {n} milestones is to be accepted or rejected</source>
        <translation>下一步：{n} 个节点的佐证待验收</translation>
    </message>
</context>
<context>
    <name>TellPolicies</name>
    <message>
        <source>No question waits for a person; open it to look up articles</source>
        <translation>没有等待人工答复的问题；打开面板即可检索条文</translation>
    </message>
    <message>
        <source>next: the hotline answers it, which was due {time}</source>
        <translation>下一步：热线答复，时限 {time} 已过</translation>
    </message>
    <message>
        <source>next: the hotline answers it by {time}</source>
        <translation>下一步：热线在 {time} 前答复</translation>
    </message>
    <message>
        <source>{question} ({reason})</source>
        <translation>{question}（{reason}）</translation>
    </message>
</context>
<context>
    <name>TellRisks</name>
    <message>
        <source>{matter}, {place}: {observed} in {days} days where {expected} had to be expected; chance alone gives that once in {recurrence}</source>
        <translation>{matter}，{place}：{days} 天 {observed} 件，本应约 {expected} 件；仅凭偶然，全县约 {recurrence}才有一次</translation>
    </message>
    <message>
        <source>the department in charge</source>
        <translation>主管部门</translation>
    </message>
    <message>
        <source>archived</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>{who} deals with it: {event}, {state}</source>
        <translation>{who}在办：{event}，{state}</translation>
    </message>
    <message>
        <source>assessed; next: an event for {who}</source>
        <translation>已研判；下一步：转为事件，交{who}</translation>
    </message>
    <message>
        <source>next: assess it; then an event for {who}</source>
        <translation>下一步：研判；属实则转为事件，交{who}</translation>
    </message>
    <message>
        <source>next: assess it, which was due {time}; then an event for {who}</source>
        <translation>下一步：研判（时限 {time} 已过）；属实则转为事件，交{who}</translation>
    </message>
    <message>
        <source>next: assess it by {time}; then an event for {who}</source>
        <translation>下一步：{time} 前研判；属实则转为事件，交{who}</translation>
    </message>
    <message>
        <source>whether it is real: no card of {detector} was evaluated yet</source>
        <translation>是否属实：“{detector}”还没有经人评价的预警</translation>
    </message>
    <message>
        <source>whether it is real: {true} of {all} evaluated cards of {detector} were</source>
        <translation>是否属实：“{detector}”经人评价的 {all} 张预警中 {true} 张属实</translation>
    </message>
    <message>
        <source>Nothing was judged yet: open it, and have it judged now</source>
        <translation>还没有研判过：打开面板，点“立即研判”</translation>
    </message>
    <message>
        <source>As of {time} nothing could be judged: {n} days of records are too short a past</source>
        <translation>截至 {time} 未能研判：连续记录 {n} 天，历史过短</translation>
    </message>
    <message>
        <source>Nothing unusual was found up to {time}; that is no proof that there is nothing</source>
        <translation>截至 {time} 没有发现异常；没有发现不等于没有</translation>
    </message>
</context>
<context>
    <name>TellStaffing</name>
    <message>
        <source>The catalogue has no hotline with shifts: add them to staffing.toml</source>
        <translation>目录中没有热线班次：请在 staffing.toml 中添加</translation>
    </message>
    <message>
        <source>calls of a mean day that the agents of today answer within {target} s; {share} % are wanted</source>
        <translation>按现有班次，日均来电中能在 {target} 秒内接通的；要求 {share} %</translation>
    </message>
    <message>
        <source>agents of all shifts together who answer {share} % within {target} s; today there are {now}</source>
        <translation>要在 {target} 秒内接通 {share} %，各班合计需在岗人数；现有 {now} 人</translation>
    </message>
    <message>
        <source>next: the hotline moves or adds agents by the half hours where they lack</source>
        <translation>下一步：热线按缺人的时段调班或增员</translation>
    </message>
    <message>
        <source>times of a call are assumptions until the telephone system&apos;s are set</source>
        <translation>通话时长为假设，以话务系统统计为准</translation>
    </message>
</context>
<context>
    <name>TellTracing</name>
    <message>
        <source>No recall is open; open it to trace a batch</source>
        <translation>没有进行中的召回；打开面板即可追溯批次</translation>
    </message>
    <message>
        <source>{title} ({level}): {told} of {places} places were told</source>
        <translation>{title}（{level}）：{places} 家单位已告知 {told} 家</translation>
    </message>
    <message>
        <source>the department in charge</source>
        <translation>主管部门</translation>
    </message>
    <message>
        <source>next: {who} examines it and closes it</source>
        <translation>下一步：{who}核查后结案</translation>
    </message>
    <message>
        <source>next: {who} begins it, which was due {time}</source>
        <translation>下一步：{who}启动召回，已于 {time} 超时</translation>
    </message>
    <message>
        <source>next: {who} begins it by {time}</source>
        <translation>下一步：{who}在 {time} 前启动召回</translation>
    </message>
    <message>
        <source>next: {who} finishes it, which was due {time}</source>
        <translation>下一步：{who}完成召回，已于 {time} 超时</translation>
    </message>
    <message>
        <source>next: {who} finishes it by {time}</source>
        <translation>下一步：{who}在 {time} 前完成召回</translation>
    </message>
    <message>
        <source>{n} places to tell</source>
        <translation>{n} 家待告知</translation>
    </message>
    <message>
        <source>{n} places to tell by {time}</source>
        <translation>{n} 家须在 {time} 前告知</translation>
    </message>
    <message>
        <source>{n} places are not told, which was due {time}</source>
        <translation>{n} 家未告知，已于 {time} 超时</translation>
    </message>
</context>
<context>
    <name>TellTraining</name>
    <message>
        <source>Nobody is enrolled for training: open the panel and enrol keys or posts</source>
        <translation>尚无受训人员：请打开面板，按密钥名或岗位登记</translation>
    </message>
    <message>
        <source>{group}: {n} of {all} will miss the {hours} hours of {year} at this pace</source>
        <translation>{group}：按目前进度，{all} 人中 {n} 人达不到 {year} 年的 {hours} 学时</translation>
    </message>
    <message>
        <source>{group}: too early to tell who of {all} will have {hours} hours in {year}</source>
        <translation>{group}：{all} 人 {year} 年能否达到 {hours} 学时，为时过早，无法预计</translation>
    </message>
    <message>
        <source>{group}: {n} of {all} will miss the {hours} hours of {year} at this pace; too early to tell of {untold}</source>
        <translation>{group}：按目前进度，{all} 人中 {n} 人达不到 {year} 年的 {hours} 学时；另有 {untold} 人为时过早</translation>
    </message>
    <message>
        <source>next: whoever plans training finds {hours} hours for them in all, this year</source>
        <translation>下一步：培训组织者年内为其安排培训，合计还差 {hours} 人学时</translation>
    </message>
</context>
<context>
    <name>TimeLine</name>
    <message>
        <source>after {span}</source>
        <translation>历时 {span}</translation>
    </message>
    <message>
        <source>(recorded {span} later)</source>
        <translation>（发生后 {span}补录）</translation>
    </message>
    <message>
        <source>(returned {n} times)</source>
        <translation>（已退回 {n} 次）</translation>
    </message>
</context>
<context>
    <name>TraceRows</name>
    <message>
        <source>Stage</source>
        <translation>环节</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Way</source>
        <translation>关系</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>经过地点</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>自何时</translation>
    </message>
    <message>
        <source>asked for</source>
        <translation>所查批次</translation>
    </message>
    <message>
        <source>affected</source>
        <translation>受影响</translation>
    </message>
    <message>
        <source>source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>{way}, gap</source>
        <translation>{way}，有缺失</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Whom to tell</source>
        <translation>告知对象</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Batches</source>
        <translation>批次数</translation>
    </message>
    <message>
        <source>Left there</source>
        <translation>现存量</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>最近扫描</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>From</source>
        <translation>投入批次</translation>
    </message>
    <message>
        <source>To</source>
        <translation>产出批次</translation>
    </message>
    <message>
        <source>In</source>
        <translation>投入量</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>产出量</translation>
    </message>
    <message>
        <source>Unexplained</source>
        <translation>未说明</translation>
    </message>
    <message>
        <source>cannot be computed</source>
        <translation>无法计算</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>Comes back: a circle</source>
        <translation>循环流转</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Scans</source>
        <translation>扫描数</translation>
    </message>
    <message>
        <source>First</source>
        <translation>最早</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最近</translation>
    </message>
</context>
<context>
    <name>TracingPanel</name>
    <message>
        <source>Tracing of food</source>
        <translation>食品溯源</translation>
    </message>
    <message>
        <source>Batch, a part of its number, or a product</source>
        <translation>批次号、其中一部分，或产品名</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>溯源</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>as of</source>
        <translation>截至</translation>
    </message>
    <message>
        <source>Only scans up to this moment count</source>
        <translation>只计此刻之前的扫描</translation>
    </message>
    <message>
        <source>Moment</source>
        <translation>时刻</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>链条</translation>
    </message>
    <message>
        <source>Whom to tell</source>
        <translation>告知对象</translation>
    </message>
    <message>
        <source>Transformations</source>
        <translation>加工与平衡</translation>
    </message>
    <message>
        <source>Gaps and circles</source>
        <translation>缺失与循环</translation>
    </message>
    <message>
        <source>Recalls</source>
        <translation>召回</translation>
    </message>
    <message>
        <source>Place that was told</source>
        <translation>已告知的单位</translation>
    </message>
    <message>
        <source>By what means</source>
        <translation>告知方式</translation>
    </message>
    <message>
        <source>Open a recall</source>
        <translation>启动召回程序</translation>
    </message>
    <message>
        <source>Note of the step</source>
        <translation>该步骤的说明</translation>
    </message>
    <message>
        <source>Title of the recall</source>
        <translation>召回标题</translation>
    </message>
    <message>
        <source>No recall</source>
        <translation>没有召回</translation>
    </message>
    <message>
        <source>Search for a batch</source>
        <translation>请查一个批次</translation>
    </message>
    <message>
        <source>No batch is called so</source>
        <translation>没有这样的批次</translation>
    </message>
    <message>
        <source>Nothing of this kind</source>
        <translation>没有此类内容</translation>
    </message>
    <message>
        <source>Asking …</source>
        <translation>正在查询…</translation>
    </message>
    <message>
        <source>Reading the scans … {share} %</source>
        <translation>正在读取扫描记录… {share} %</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Told</source>
        <translation>已告知</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>{time}, overdue</source>
        <translation>{time}，已超时</translation>
    </message>
    <message>
        <source>a batch</source>
        <translation>一个批次</translation>
    </message>
    <message>
        <source>Recall: {what}</source>
        <translation>召回：{what}</translation>
    </message>
    <message>
        <source>Trace a batch first: it can be recalled</source>
        <translation>请先查出一个批次，才能召回</translation>
    </message>
    <message>
        <source>Give the recall a title</source>
        <translation>请填写召回标题</translation>
    </message>
    <message>
        <source>No place of this batch is known: import the read points of the county first</source>
        <translation>该批次没有已知地点：请先导入本县的读点</translation>
    </message>
    <message>
        <source>Write how much was taken back</source>
        <translation>请填写追回多少、如何处置</translation>
    </message>
    <message>
        <source>Write what the regulator found</source>
        <translation>请填写监管部门的核查结论</translation>
    </message>
    <message>
        <source>Write why nothing is to be recalled</source>
        <translation>请填写撤销原因</translation>
    </message>
</context>
<context>
    <name>TrainingHours</name>
    <message>
        <source>Training hours</source>
        <translation>培训学时</translation>
    </message>
    <message>
        <source>Sessions of the chosen person</source>
        <translation>所选人员的培训记录</translation>
    </message>
    <message>
        <source>Title of the session</source>
        <translation>培训名称</translation>
    </message>
    <message>
        <source>Beginning, as 2026-11-29 09:00</source>
        <translation>开始时间，如 2026-11-29 09:00</translation>
    </message>
    <message>
        <source>Keys or posts that took part, with 、 between them</source>
        <translation>参训密钥或岗位，用、分隔</translation>
    </message>
    <message>
        <source> h long</source>
        <translation> 小时（时长）</translation>
    </message>
    <message>
        <source> training hours</source>
        <translation> 学时</translation>
    </message>
    <message>
        <source>Key or post, no name of a person</source>
        <translation>密钥或岗位名，不写姓名</translation>
    </message>
    <message>
        <source>Why somebody leaves, or a session does not count</source>
        <translation>移出人员或撤销培训记录的原因</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>登记人员</translation>
    </message>
    <message>
        <source>Record the session</source>
        <translation>登记培训</translation>
    </message>
    <message>
        <source>Nobody is enrolled for training yet</source>
        <translation>还没有登记受训人员</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Key or post</source>
        <translation>密钥或岗位</translation>
    </message>
    <message>
        <source>Target {year}</source>
        <translation>{year} 年目标</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>已完成学时</translation>
    </message>
    <message>
        <source>At this pace</source>
        <translation>按进度全年</translation>
    </message>
    <message>
        <source>Outlook</source>
        <translation>展望</translation>
    </message>
    <message>
        <source>Too early to tell who will miss the target of {year}</source>
        <translation>为时过早，尚无法预计 {year} 年谁不能达标</translation>
    </message>
    <message>
        <source>{n} of {all} will miss the target of {year} at the pace up to now</source>
        <translation>按目前进度，{all} 人中 {n} 人 {year} 年不能达标</translation>
    </message>
    <message>
        <source>too early to tell, or no target: {n}</source>
        <translation>为时过早或无目标：{n} 人</translation>
    </message>
    <message>
        <source>reached</source>
        <translation>已达标</translation>
    </message>
    <message>
        <source>on the way</source>
        <translation>进度正常</translation>
    </message>
    <message>
        <source>{n} hours short</source>
        <translation>还差 {n} 学时</translation>
    </message>
    <message>
        <source>too early to tell</source>
        <translation>为时过早，无法预计</translation>
    </message>
    <message>
        <source>no target</source>
        <translation>无目标</translation>
    </message>
    <message>
        <source>{time} · {mode} · {title} · {hours} training hours · {n} took part</source>
        <translation>{time} · {mode} · {title} · {hours} 学时 · {n} 人参加</translation>
    </message>
    <message>
        <source>Write when it began, as 2026-11-29 09:00</source>
        <translation>请填写开始时间，如 2026-11-29 09:00</translation>
    </message>
    <message>
        <source>Write a title, and who took part</source>
        <translation>请填写培训名称和参训人员</translation>
    </message>
    <message>
        <source>Write the key or the post</source>
        <translation>请填写密钥或岗位名</translation>
    </message>
    <message>
        <source>Write why the session does not count</source>
        <translation>请填写撤销培训记录的原因</translation>
    </message>
    <message>
        <source>Write why somebody leaves</source>
        <translation>请写明移出原因</translation>
    </message>
</context>
<context>
    <name>TwinWidget</name>
    <message>
        <source>{0} · digital twin</source>
        <translation>{0} · 数字孪生</translation>
    </message>
    <message>
        <source>No 3D view: {0}</source>
        <translation>无法显示三维场景：{0}</translation>
    </message>
    <message>
        <source>3D twin</source>
        <translation>三维孪生</translation>
    </message>
    <message>
        <source>Preparing the 3D view …</source>
        <translation>正在准备三维场景…</translation>
    </message>
    <message>
        <source>height {0}</source>
        <translation>高程 {0}</translation>
    </message>
</context>
<context>
    <name>UnaimedKeys</name>
    <message>
        <source>{key} ({what}): select an event first</source>
        <translation>{key}（{what}）：请先选中一件事件</translation>
    </message>
    <message>
        <source>{key} ({what}): press it again, now that the event&apos;s card is shown</source>
        <translation>{key}（{what}）：已显示该事件的详情卡，请再按一次</translation>
    </message>
    <message>
        <source>{key} ({what}): not possible, this event is only shown</source>
        <translation>{key}（{what}）：该事件仅供查看，不能办理</translation>
    </message>
</context>
<context>
    <name>UnitChoice</name>
    <message>
        <source>via {via}</source>
        <translation>经 {via}</translation>
    </message>
    <message>
        <source>straight line</source>
        <translation>直线</translation>
    </message>
    <message>
        <source>no road, straight line</source>
        <translation>无道路，直线</translation>
    </message>
    <message>
        <source>detour, {more} min longer</source>
        <translation>绕行，多 {more} 分钟</translation>
    </message>
    <message>
        <source>via {via}, detour, {more} min longer</source>
        <translation>经 {via}，绕行多 {more} 分钟</translation>
    </message>
    <message>
        <source>roads closed, straight line</source>
        <translation>道路均已封闭，直线</translation>
    </message>
</context>
<context>
    <name>UnitReturns</name>
    <message>
        <source>It returned this event: {note}</source>
        <translation>曾退回本事件：{note}</translation>
    </message>
</context>
<context>
    <name>Units</name>
    <message>
        <source>Units</source>
        <translation>力量看板</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>全部类型</translation>
    </message>
    <message>
        <source>end not known</source>
        <translation>结束时间未知</translation>
    </message>
    <message>
        <source>Why, or where it is</source>
        <translation>原因或去向</translation>
    </message>
    <message>
        <source>Set the status of the chosen unit</source>
        <translation>设定所选单位状态</translation>
    </message>
    <message>
        <source>The county has no units that can be sent</source>
        <translation>本县没有可出动的力量</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>{n} in all</source>
        <translation>共 {n}</translation>
    </message>
    <message>
        <source>{time} is past: ask the unit</source>
        <translation>{time} 已过：请与单位核实</translation>
    </message>
    <message>
        <source>Choose a unit in the list</source>
        <translation>请在列表中选择单位</translation>
    </message>
</context>
<context>
    <name>UntilBox</name>
    <message>
        <source>for {span}</source>
        <translation>{span}</translation>
    </message>
</context>
<context>
    <name>ValueLegend</name>
    <message>
        <source>{n} more in the panel Legend</source>
        <translation>另 {n} 项见“图例”</translation>
    </message>
</context>
<context>
    <name>VitalSignsView</name>
    <message>
        <source>Sign</source>
        <translation>体征</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>A day before</source>
        <translation>一天前</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>起始</translation>
    </message>
    <message>
        <source>Yellow · orange · red</source>
        <translation>黄 · 橙 · 红</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>责任单位</translation>
    </message>
    <message>
        <source>Waits for: {source}</source>
        <translation>等待接入：{source}</translation>
    </message>
    <message>
        <source>Click to list these records</source>
        <translation>单击列出这些记录</translation>
    </message>
    <message>
        <source>rarity {bands}</source>
        <translation>罕见度 {bands}</translation>
    </message>
    <message>
        <source>The value is {band}; it counts when it was so for {minutes} min</source>
        <translation>数值为{band}；持续 {minutes} 分钟才计入</translation>
    </message>
</context>
<context>
    <name>WaitingHead</name>
    <message>
        <source>{n} more ›</source>
        <translation>另有 {n} 项 ›</translation>
    </message>
</context>
<context>
    <name>Walls</name>
    <message>
        <source>Walls</source>
        <translation>墙体</translation>
    </message>
    <message>
        <source>Mark the selected event</source>
        <translation>标出所选事件</translation>
    </message>
    <message>
        <source>Show on the wall</source>
        <translation>推送上墙</translation>
    </message>
    <message>
        <source>Back to the rotation</source>
        <translation>恢复轮播</translation>
    </message>
    <message>
        <source>No wall runs; start one with --scene wall:NAME</source>
        <translation>没有运行中的大屏；用 --scene wall:名称 启动</translation>
    </message>
    <message>
        <source>Wall</source>
        <translation>大屏</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出屏</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Shows</source>
        <translation>显示内容</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>Choose a wall in the list</source>
        <translation>请在列表中选择大屏</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>原样</translation>
    </message>
    <message>
        <source>{tile} on the stage</source>
        <translation>{tile} 居中放大</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>正常显示</translation>
    </message>
    <message>
        <source>Shown with black edges: the screen has another size</source>
        <translation>带黑边显示：屏幕尺寸不符</translation>
    </message>
    <message>
        <source>Dark: the screen is missing</source>
        <translation>黑屏：屏幕不在</translation>
    </message>
    <message>
        <source>Dark: the window does not paint</source>
        <translation>黑屏：窗口停止绘制</translation>
    </message>
    <message>
        <source>Dark: no process serves it</source>
        <translation>黑屏：没有进程驱动</translation>
    </message>
    <message>
        <source>pushed by {who}, {since}</source>
        <translation>{who} 推送，{since}</translation>
    </message>
    <message>
        <source>held by what is red</source>
        <translation>红色未确认，暂停轮播</translation>
    </message>
    <message>
        <source>rotation</source>
        <translation>轮播</translation>
    </message>
</context>
<context>
    <name>WelcomeScreen</name>
    <message>
        <source>County Command Centre</source>
        <translation>县域指挥中心</translation>
    </message>
</context>
<context>
    <name>_ChoiceForm</name>
    <message>
        <source>Choose one</source>
        <translation>请选择一项</translation>
    </message>
</context>
<context>
    <name>analysis</name>
    <message>
        <source>Connecting …</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>The analysis service is starting …</source>
        <translation>分析服务正在启动…</translation>
    </message>
    <message>
        <source>Analysis service offline; figures as of {time}</source>
        <translation>分析服务离线，数字停在 {time}</translation>
    </message>
    <message>
        <source>The archive is being built: {share} %; as of {time}</source>
        <translation>档案正在生成：{share} %，数据截至 {time}</translation>
    </message>
</context>
<context>
    <name>as_of</name>
    <message>
        <source>not current</source>
        <translation>非最新</translation>
    </message>
    <message>
        <source>as of {time}</source>
        <translation>截至 {time}</translation>
    </message>
</context>
<context>
    <name>assessment</name>
    <message>
        <source>Definition: {formula}</source>
        <translation>口径：{formula}</translation>
    </message>
    <message>
        <source>95 % interval: {interval}</source>
        <translation>95 % 区间 {interval}</translation>
    </message>
    <message>
        <source>no point at {floor}, all points at {target}</source>
        <translation>{floor} 得零分，{target} 得满分</translation>
    </message>
    <message>
        <source>fewer than {n}: too small a sample, a range instead of points</source>
        <translation>不足 {n} 件为样本不足，以区间代替得分</translation>
    </message>
    <message>
        <source>Source: {source}</source>
        <translation>依据：{source}</translation>
    </message>
    <message>
        <source>Frozen ({kind}) by {who} on {time}, as of record {seq}: {note}</source>
        <translation>已冻结（{kind}）：{who}，{time}，截至第 {seq} 条记录；依据：{note}</translation>
    </message>
    <message>
        <source>The total was not recorded and its definitions have changed</source>
        <translation>总分未随冻结记录，口径此后已改，不能重算</translation>
    </message>
    <message>
        <source>Frozen total {points}</source>
        <translation>冻结总分 {points}</translation>
    </message>
    <message>
        <source>counted now from the records of today: {points}</source>
        <translation>按今天的记录重算为 {points}</translation>
    </message>
    <message>
        <source>counted now from the records and by the tree of today: {points}</source>
        <translation>按今天的记录和今天的指标树重算为 {points}</translation>
    </message>
    <message>
        <source>Third party {who}, {node}: {points} of {most} points ({note})</source>
        <translation>第三方 {who}，{node}：{points} 分（满分 {most}）（{note}）</translation>
    </message>
    <message>
        <source>assessment as a whole</source>
        <translation>考核总分</translation>
    </message>
    <message>
        <source>The {n} towns have the same points in the {leaves} leaves that all have: no ranking</source>
        <translation>{n} 个乡镇在共有的 {leaves} 项指标上得分相同，不分名次</translation>
    </message>
    <message>
        <source>Towns by the {n} leaves that all have (rank with every weight ±20 %): </source>
        <translation>乡镇排名，按各镇都有的 {n} 项指标（括号内为权重各变动 ±20% 时的名次）：</translation>
    </message>
    <message>
        <source>Too small a sample for a rank: {towns}</source>
        <translation>样本不足，不排名：{towns}</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>另有 {n} 个</translation>
    </message>
    <message>
        <source>No source yet: waits for {source}; it is unknown, not green</source>
        <translation>尚无来源，等待接入：{source}。读作无数据，不是 0，也不是正常</translation>
    </message>
    <message>
        <source>Beside the same hours of {n} weeks before; rarity {now} (3: once in a thousand by chance)</source>
        <translation>与前 {n} 周的同一时段比较；罕见度 {now}（3 即偶然概率千分之一）</translation>
    </message>
    <message>
        <source>Out of its range since {begin}, at worst {band}</source>
        <translation>自 {begin} 起越限，最重为{band}</translation>
    </message>
    <message>
        <source>Out of its range {begin} – {end}, at worst {band}</source>
        <translation>{begin} 至 {end} 越限，最重为{band}</translation>
    </message>
</context>
<context>
    <name>audit</name>
    <message>
        <source>the log ends with entry {found}, but had {last}: entries were deleted</source>
        <translation>日志止于第 {found} 条，而此前已到第 {last} 条：有条目被删除</translation>
    </message>
    <message>
        <source>entry {last} was replaced</source>
        <translation>第 {last} 条被替换</translation>
    </message>
    <message>
        <source>the anchor of the log is missing</source>
        <translation>日志的锚点缺失</translation>
    </message>
    <message>
        <source>the anchor of the log cannot be read, or was changed</source>
        <translation>日志的锚点无法读取，或已被改动</translation>
    </message>
    <message>
        <source>the log could not be written</source>
        <translation>日志当时无法写入</translation>
    </message>
    <message>
        <source>more than a day&apos;s limit</source>
        <translation>超出每日上限</translation>
    </message>
</context>
<context>
    <name>briefings</name>
    <message>
        <source>Recipients</source>
        <translation>报送对象</translation>
    </message>
    <message>
        <source>Copies to</source>
        <translation>抄送</translation>
    </message>
    <message>
        <source>Copy number</source>
        <translation>份号</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>正文</translation>
    </message>
    <message>
        <source>Proposals</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Write: {name}</source>
        <translation>填写：{name}</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>replaced</source>
        <translation>已被替代</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>checked</source>
        <translation>已核稿</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>已签发</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>已报送</translation>
    </message>
    <message>
        <source>withdrawn</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>Event {event} has left the desk; the signed files can be exported</source>
        <translation>事件 {event} 已移出值班席；已签发的文件可以导出</translation>
    </message>
    <message>
        <source>What else was recorded of the event is being looked up …</source>
        <translation>正在查找该事件的其他记录…</translation>
    </message>
    <message>
        <source>The figures are being counted …</source>
        <translation>正在统计数字…</translation>
    </message>
</context>
<context>
    <name>corrections</name>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>小类</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
</context>
<context>
    <name>coverage</name>
    <message>
        <source>{covered} of {people} people{share} in {villages} of {all} villages reach one of {n} facilities within {limit} min</source>
        <translation>{limit} 分钟内可到达设施的人口 {covered}／{people}{share}，村（社区）{villages}／{all} 个；设施 {n} 个</translation>
    </message>
    <message>
        <source>proven to be the best</source>
        <translation>已证明最优</translation>
    </message>
    <message>
        <source>not proven in time: another one could be up to {gap} % better</source>
        <translation>限时内未证明最优，其他方案至多好 {gap} %</translation>
    </message>
    <message>
        <source>{aim}, {proof}. People within {limit} min: {before}, then {after}. Mean minutes of a person: {mean}, then {later}</source>
        <translation>{aim}，{proof}。{limit} 分钟内人口 {before} → {after}；人均时间 {mean} → {later} 分钟</translation>
    </message>
    <message>
        <source>{served} of {all} villages are visited, every {cycle} working days; longest gap {gap} working days; {tours} tours and {hours} h out a round</source>
        <translation>{served}／{all} 个村（社区）可到访，每 {cycle} 个工作日一轮；最长间隔 {gap} 个工作日；每轮 {tours} 车次、出车 {hours} 小时</translation>
    </message>
    <message>
        <source>a round is short of {n} min of service</source>
        <translation>每轮还缺服务时间 {n} 分钟</translation>
    </message>
    <message>
        <source>Limit {limit} min (source: {source})</source>
        <translation>时限 {limit} 分钟（依据：{source}）</translation>
    </message>
</context>
<context>
    <name>decisions</name>
    <message>
        <source>as of {time}</source>
        <translation>截至 {time}</translation>
    </message>
    <message>
        <source>old: as of {time}, {lasting} ago</source>
        <translation>已旧：截至 {time}，已过 {lasting}</translation>
    </message>
    <message>
        <source>stale: as of {time}, {lasting} ago</source>
        <translation>过期：截至 {time}，已过 {lasting}</translation>
    </message>
    <message>
        <source>cannot be computed</source>
        <translation>无法计算</translation>
    </message>
    <message>
        <source>not answered</source>
        <translation>未答复</translation>
    </message>
    <message>
        <source>computing, {share} %</source>
        <translation>计算中，{share} %</translation>
    </message>
    <message>
        <source>not computed yet</source>
        <translation>尚未计算</translation>
    </message>
</context>
<context>
    <name>dispatch</name>
    <message>
        <source>Nearest free unit of its kind, {way}</source>
        <translation>同类单位中最近的空闲单位，{way}</translation>
    </message>
    <message>
        <source>Free, and sent less often in this shift than nearer units of its kind, {way}</source>
        <translation>空闲，本班次派遣次数少于更近的同类单位，{way}</translation>
    </message>
    <message>
        <source>Number {place} of the free units of its kind, {way}</source>
        <translation>同类空闲单位中排第{place}，{way}</translation>
    </message>
    <message>
        <source>All units of its kind are busy; this one has {tasks} tasks, {way}</source>
        <translation>同类单位均有任务；该单位在办 {tasks} 件，{way}</translation>
    </message>
    <message>
        <source>Has {tasks} tasks while others of its kind are free, {way}</source>
        <translation>在办任务 {tasks} 件（另有同类空闲单位），{way}</translation>
    </message>
    <message>
        <source>Has no task but says that it is busy, {way}</source>
        <translation>无任务，但已报占用，{way}</translation>
    </message>
    <message>
        <source>Off duty, {way}</source>
        <translation>已下勤，{way}</translation>
    </message>
    <message>
        <source>Out of service, {way}</source>
        <translation>已停用，{way}</translation>
    </message>
    <message>
        <source>Stop {number} of {stops} on its collection round</source>
        <translation>收运路线第 {number} 站（共 {stops} 站）</translation>
    </message>
    <message>
        <source>No suitable unit in the county; the responsible department</source>
        <translation>县内没有合适的队伍，交主管部门</translation>
    </message>
    <message>
        <source>The responsible department</source>
        <translation>主管部门</translation>
    </message>
    <message>
        <source>Chosen by the operator, number {number} of the suggestions: {why}</source>
        <translation>值班员指定（推荐排序第{number}）：{why}</translation>
    </message>
    <message>
        <source>Chosen by the operator, not among the suggestions</source>
        <translation>值班员指定（不在推荐之列）</translation>
    </message>
    <message>
        <source>{minutes} min by road ({km} km)</source>
        <translation>沿路行驶 {minutes} 分钟（{km} 公里）</translation>
    </message>
    <message>
        <source>{minutes} min via {via} ({km} km)</source>
        <translation>{minutes} 分钟，经 {via}（{km} 公里）</translation>
    </message>
    <message>
        <source>{km} km in a straight line</source>
        <translation>直线距离 {km} 公里</translation>
    </message>
    <message>
        <source>no road connection, {km} km in a straight line</source>
        <translation>无路可通，直线距离 {km} 公里</translation>
    </message>
    <message>
        <source>{minutes} min by road ({km} km), detour around closed roads, {more} min longer</source>
        <translation>道路行程 {minutes} 分钟（{km} 公里），因道路封闭绕行，多用 {more} 分钟</translation>
    </message>
    <message>
        <source>{minutes} min via {via} ({km} km), detour around closed roads, {more} min longer</source>
        <translation>{minutes} 分钟，经 {via}（{km} 公里），绕开封闭道路，多 {more} 分钟</translation>
    </message>
    <message>
        <source>every road there is closed, {km} km in a straight line</source>
        <translation>通往该处的道路均已封闭，直线 {km} 公里</translation>
    </message>
    <message>
        <source>{reason}; {sent} dispatches in this shift</source>
        <translation>{reason}；本班次已派遣 {sent} 次</translation>
    </message>
    <message>
        <source>{reason}; runners-up: {units}</source>
        <translation>{reason}；次选：{units}</translation>
    </message>
    <message>
        <source>{reason}; ranked before it: {units}</source>
        <translation>{reason}；排在前面的：{units}</translation>
    </message>
    <message>
        <source>{unit} {minutes} min</source>
        <translation>{unit} {minutes} 分钟</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>duplicates</name>
    <message>
        <source>{n} m away</source>
        <translation>相距 {n} 米</translation>
    </message>
    <message>
        <source>texts {n} % alike</source>
        <translation>文字相似 {n} %</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>both: {words}</source>
        <translation>相同：{words}</translation>
    </message>
    <message>
        <source>different: {here} – {there}</source>
        <translation>不同：{here} – {there}</translation>
    </message>
    <message>
        <source>another subclass of the class</source>
        <translation>同大类，小类不同</translation>
    </message>
    <message>
        <source>{n} min apart</source>
        <translation>相隔 {n} 分钟</translation>
    </message>
    <message>
        <source>{n} h apart</source>
        <translation>相隔 {n} 小时</translation>
    </message>
</context>
<context>
    <name>event_export</name>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>处置单位</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Happened</source>
        <translation>发生时间</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>办结期限</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>办结时间</translation>
    </message>
    <message>
        <source>Replay: {moment}</source>
        <translation>回放：{moment}</translation>
    </message>
</context>
<context>
    <name>event_page</name>
    <message>
        <source>The event could not be printed</source>
        <translation>事件打印失败</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Time line</source>
        <translation>办理过程</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>附件</translation>
    </message>
    <message>
        <source>Printed by {person} at {time}</source>
        <translation>打印人：{person}&#x3000;打印时间：{time}</translation>
    </message>
    <message>
        <source>replay: {moment}</source>
        <translation>回放：{moment}</translation>
    </message>
    <message>
        <source>archived, from the journal</source>
        <translation>已归档，取自日志</translation>
    </message>
    <message>
        <source>data NOT CURRENT: {mark}</source>
        <translation>数据非实时：{mark}</translation>
    </message>
    <message>
        <source>data as of {time}, live</source>
        <translation>数据截至 {time}，实时</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>explained</name>
    <message>
        <source>{address}: no reply yet; is the backend running there, and are these its keys?</source>
        <translation>{address}：尚无应答；请确认后台正在该地址运行，且密钥与之相符</translation>
    </message>
    <message>
        <source>{address}: no heartbeat from the backend; retrying until it replies</source>
        <translation>{address}：后台已无心跳；将持续重试直至应答</translation>
    </message>
    <message>
        <source>, or give --decimal-comma</source>
        <translation>，或给出 --decimal-comma</translation>
    </message>
    <message>
        <source>--against {against}: is a run of scenario {theirs}, {realm} one of {ours}; name a run of the same one</source>
        <translation>--against {against}：该演练的脚本是 {theirs}，而 {realm} 的脚本是 {ours}；请指定同一脚本的演练</translation>
    </message>
    <message>
        <source>--against {against}: is the drill itself; name an earlier one</source>
        <translation>--against {against}：就是本次演练；请指定以前的一次</translation>
    </message>
    <message>
        <source>--briefing {id}: several begin so: {known}; write more of it</source>
        <translation>--briefing {id}：有多份以此开头：{known}；请写得更完整</translation>
    </message>
    <message>
        <source>--briefing {id}: the journal has no such briefing</source>
        <translation>--briefing {id}：日志中没有该简报</translation>
    </message>
    <message>
        <source>--code {code}: is a {level}&apos;s; give the county&apos;s 6 digits</source>
        <translation>--code {code}：是 {level} 级的代码；请给出县的 6 位代码</translation>
    </message>
    <message>
        <source>--code: {why}</source>
        <translation>--code：{why}</translation>
    </message>
    <message>
        <source>--connect {to}: --keys is missing; add --keys DIR with its folder of keys</source>
        <translation>--connect {to}：缺少 --keys；请加上 --keys 目录，指定其密钥文件夹</translation>
    </message>
    <message>
        <source>--county: {file} names no county; give its 6-digit code</source>
        <translation>--county：{file} 没有写明县；请给出 6 位区划代码</translation>
    </message>
    <message>
        <source>--date-order {order}: is no order of a date; give dmy, mdy or ymd</source>
        <translation>--date-order {order}：不是日期顺序；请用 dmy、mdy 或 ymd</translation>
    </message>
    <message>
        <source>--kind first: event {event} has ended; make its final report</source>
        <translation>--kind first：事件 {event} 已办结；请生成终报</translation>
    </message>
    <message>
        <source>--kind {kind}: is about a period; name it by --period, like {example}</source>
        <translation>--kind {kind}：须写明时段，用 --period，如 {example}</translation>
    </message>
    <message>
        <source>--landcover-legend {stated}: is unknown; give one of {names}</source>
        <translation>--landcover-legend {stated}：未知的图例；请使用 {names} 之一</translation>
    </message>
    <message>
        <source>--landcover-legend: says what the numbers of a raster mean, {path} has polygons; leave it out</source>
        <translation>--landcover-legend：说明的是栅格数值的含义，而 {path} 是面要素；请去掉该参数</translation>
    </message>
    <message>
        <source>--listen {address}: is not an address of HTTP; write it like {example}</source>
        <translation>--listen {address}：不是 HTTP 地址；请写成 {example} 这样</translation>
    </message>
    <message>
        <source>--map {name}={header}: the file has no such column; its columns: {columns}</source>
        <translation>--map {name}={header}：文件中没有此列；现有的列：{columns}</translation>
    </message>
    <message>
        <source>--map {pair}: is not FIELD=HEADER; write it like title=SRType,at=CreatedDate</source>
        <translation>--map {pair}：不是“字段=列名”的形式；请写成 title=SRType,at=CreatedDate 这样</translation>
    </message>
    <message>
        <source>--map {pair}: there is no field {name}; choose one of {all}</source>
        <translation>--map {pair}：没有字段 {name}；请从以下选择：{all}</translation>
    </message>
    <message>
        <source>--map {pair}: write NAME=HEADER; names are {known}</source>
        <translation>--map {pair}：请写成 名称=表头；可用名称有 {known}</translation>
    </message>
    <message>
        <source>--out {folder}: is not empty; name a new folder</source>
        <translation>--out {folder}：不是空文件夹；请指定新文件夹</translation>
    </message>
    <message>
        <source>--period {period}: the journal ends before it, at {end}; name one that has begun</source>
        <translation>--period {period}：日志止于 {end}，早于该时段；请指定已开始的时段</translation>
    </message>
    <message>
        <source>--profile {name}: there is no such profile; choose one of {all}, or give a file like {folder}/311.toml</source>
        <translation>--profile {name}：没有此方案；请从以下选择：{all}，或给出类似 {folder}/311.toml 的文件</translation>
    </message>
    <message>
        <source>--rule {rule}: the catalogue has no such rule; it has {known}</source>
        <translation>--rule {rule}：目录中没有该规则；现有 {known}</translation>
    </message>
    <message>
        <source>--seat {town}: is no town of this county; its towns: {known}</source>
        <translation>--seat {town}：本县没有这个乡镇；本县乡镇：{known}</translation>
    </message>
    <message>
        <source>--seconds {seconds}: is not a number of seconds; give one like 20</source>
        <translation>--seconds {seconds}：不是秒数；请给出如 20 的数</translation>
    </message>
    <message>
        <source>--start {text}: is no time; write one like 09:00 or 2026-09-10T09:00</source>
        <translation>--start {text}：不是时间；请写成 09:00 或 2026-09-10T09:00</translation>
    </message>
    <message>
        <source>--start: {why}</source>
        <translation>--start：{why}</translation>
    </message>
    <message>
        <source>--steps: {why}</source>
        <translation>--steps：{why}</translation>
    </message>
    <message>
        <source>--village-cells: the file of villages has outlines; leave one of the two out</source>
        <translation>--village-cells：行政村文件已有界线；两者请只保留一项</translation>
    </message>
    <message>
        <source>; closest: {names}</source>
        <translation>；相近的有：{names}</translation>
    </message>
    <message>
        <source>Address already in use</source>
        <translation>地址已被占用</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>Cannot assign requested address</source>
        <translation>本机没有该地址</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>连接被拒绝</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>设备或资源正被占用</translation>
    </message>
    <message>
        <source>Directory not empty</source>
        <translation>文件夹不为空</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>超出磁盘配额</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>文件已存在</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名过长</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>文件过大</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>磁盘读写错误</translation>
    </message>
    <message>
        <source>Invalid argument</source>
        <translation>参数无效</translation>
    </message>
    <message>
        <source>Invalid cross-device link</source>
        <translation>不能跨磁盘移动</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>这是文件夹，不是文件</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>网络不可达</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>主机不可达</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>No such device</source>
        <translation>没有该设备</translation>
    </message>
    <message>
        <source>No such device or address</source>
        <translation>没有该设备或地址</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有该文件或文件夹</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>不是文件夹</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>操作不被允许</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>磁盘为只读</translation>
    </message>
    <message>
        <source>SQLite {version} of this Python has no full-text search ({why}); use a Python with FTS5</source>
        <translation>此 Python 的 SQLite {version} 不支持全文检索（{why}）；请使用带 FTS5 的 Python</translation>
    </message>
    <message>
        <source>Too many levels of symbolic links</source>
        <translation>符号链接层数过多</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>打开的文件过多</translation>
    </message>
    <message>
        <source>Too many open files in system</source>
        <translation>系统中打开的文件过多</translation>
    </message>
    <message>
        <source>a moment of realm {theirs} was asked for, but this is the analysis of realm {ours}</source>
        <translation>所问时刻属于 {theirs}，而此分析进程属于 {ours}</translation>
    </message>
    <message>
        <source>acknowledges an earlier alert; it is left out</source>
        <translation>是对先前预警的确认；已略过</translation>
    </message>
    <message>
        <source>an inject needs a text; write what its receivers are to read</source>
        <translation>请填写内容：接收方将看到的文字</translation>
    </message>
    <message>
        <source>asks for a negative time; write PT0M or more</source>
        <translation>要求的时间为负；请写 PT0M 或更长</translation>
    </message>
    <message>
        <source>attachments {one} and {other} have the same file name; rename one of them</source>
        <translation>附件 {one} 与 {other} 文件名相同；请改其中一个的名称</translation>
    </message>
    <message>
        <source>attempt to write a readonly database</source>
        <translation>数据库为只读，无法写入</translation>
    </message>
    <message>
        <source>begins after the end; move it before the end</source>
        <translation>开始于演练结束之后；请移到结束之前</translation>
    </message>
    <message>
        <source>begins before the start; write PT0M or later</source>
        <translation>早于演练开始；请写 PT0M 或更晚</translation>
    </message>
    <message>
        <source>blob {sha256} cannot be read: {why}</source>
        <translation>文件 {sha256} 无法读取：{why}</translation>
    </message>
    <message>
        <source>blob {sha256}: the journal is damaged; nothing is stored</source>
        <translation>文件 {sha256}：日志已损坏，不保存任何内容</translation>
    </message>
    <message>
        <source>by the grid that their row names: approximate</source>
        <translation>按行中的网格定位（近似）</translation>
    </message>
    <message>
        <source>by the village that their row names: approximate</source>
        <translation>按行中的村（社区）定位（近似）</translation>
    </message>
    <message>
        <source>by what their address names: approximate</source>
        <translation>按地址中的地名定位（近似）</translation>
    </message>
    <message>
        <source>can never be delivered; correct its condition, which waits in vain</source>
        <translation>永远不会下达；请改正其条件，所等之事不会发生</translation>
    </message>
    <message>
        <source>cancels an earlier alert; close its event on the desk</source>
        <translation>解除先前的预警；请在指挥中心结案对应事件</translation>
    </message>
    <message>
        <source>cannot be read ({why}); correct it</source>
        <translation>无法读取（{why}）；请改正</translation>
    </message>
    <message>
        <source>centimetres ({cm})</source>
        <translation>厘米（折合 {cm}）</translation>
    </message>
    <message>
        <source>choose the village in which the new facility is</source>
        <translation>请选择新增设施所在的村（社区）</translation>
    </message>
    <message>
        <source>choose where {id} is moved to, or its capacity</source>
        <translation>请选择 {id} 迁往何处，或填写规模</translation>
    </message>
    <message>
        <source>column {column} {why}</source>
        <translation>列“{column}”{why}</translation>
    </message>
    <message>
        <source>comes after the end of the drill; deliver it earlier or prolong the drill</source>
        <translation>在演练结束之后；请提前下达或延长演练</translation>
    </message>
    <message>
        <source>comes before the inject that it follows; let the delay be PT0M or more</source>
        <translation>早于它所跟随的注入；延迟请写 PT0M 或更长</translation>
    </message>
    <message>
        <source>comes before the start of the drill, and is delivered at the start; write PT0M or later</source>
        <translation>早于演练开始，将在开始时送达；请写 PT0M 或更晚</translation>
    </message>
    <message>
        <source>condition {text}: {why}</source>
        <translation>条件 {text}：{why}</translation>
    </message>
    <message>
        <source>contains the telephone number {number}; name a role instead</source>
        <translation>含有电话号码 {number}；请改写为角色</translation>
    </message>
    <message>
        <source>database disk image is malformed</source>
        <translation>数据库文件已损坏</translation>
    </message>
    <message>
        <source>database is locked</source>
        <translation>数据库被锁定</translation>
    </message>
    <message>
        <source>database or disk is full</source>
        <translation>数据库或磁盘已满</translation>
    </message>
    <message>
        <source>decimetres ({dm}) or centimetres ({cm})</source>
        <translation>分米（折合 {dm}）或厘米（折合 {cm}）</translation>
    </message>
    <message>
        <source>disk I/O error</source>
        <translation>磁盘读写错误</translation>
    </message>
    <message>
        <source>does not cover the county</source>
        <translation>没有覆盖本县</translation>
    </message>
    <message>
        <source>each step of an allowance must begin at a higher age than the one before</source>
        <translation>津贴各档的起点年龄须依次递增</translation>
    </message>
    <message>
        <source>elements</source>
        <translation>元素</translation>
    </message>
    <message>
        <source>events are recorded for {days} days only: too few to tell a load a week; wait until there are {least}</source>
        <translation>只有 {days} 天的事件记录，不足以计算每周工作量；至少需要 {least} 天</translation>
    </message>
    <message>
        <source>every village with people reaches {service} within {limit} min; there is nothing to visit, unless all villages are asked for</source>
        <translation>所有有人口的村都能在 {limit} 分钟内到达 {service}，无须到访；如需安排，请选择所有村</translation>
    </message>
    <message>
        <source>expectation {id} is of inject {of}; correct one of them</source>
        <translation>期望 {id} 属于情景注入 {of}；请改正其中之一</translation>
    </message>
    <message>
        <source>expectation {what} cannot be measured without {name}; add it</source>
        <translation>期望 {what} 缺少 {name}，无法测量；请补充</translation>
    </message>
    <message>
        <source>figures are counted by the analysis, which this recording is shown without</source>
        <translation>数字由分析服务统计，本记录没有分析服务可用</translation>
    </message>
    <message>
        <source>file is not a database</source>
        <translation>该文件不是数据库</translation>
    </message>
    <message>
        <source>fill in how many people come a day: those at counters are not recorded</source>
        <translation>请填写每日人次：窗口来人没有记录</translation>
    </message>
    <message>
        <source>further fields cannot be read ({why}); correct them</source>
        <translation>其他字段无法读取（{why}）；请改正</translation>
    </message>
    <message>
        <source>gaps between visits are those of tours; ask for tours, not for {part}</source>
        <translation>两次服务的间隔属于流动服务方案；请按方案（tours）提问，不要按 {part}</translation>
    </message>
    <message>
        <source>give {path}@EPSG with its number</source>
        <translation>请用 {path}@EPSG 给出其编号</translation>
    </message>
    <message>
        <source>give {path}@EPSG with its number, {path}@gcj02 or {path}@bd09</source>
        <translation>请用 {path}@EPSG 给出其编号，或写作 {path}@gcj02、{path}@bd09</translation>
    </message>
    <message>
        <source>gives more than {most} readings; give fewer of them</source>
        <translation>产生的读数超过 {most} 个；请减少</translation>
    </message>
    <message>
        <source>half of the ground in the county would be steeper than {degrees}°, which is nowhere so</source>
        <translation>县域一半地面的坡度将超过 {degrees}°，任何县都不会如此</translation>
    </message>
    <message>
        <source>has a column for each indicator ({columns}); give each value a row of its own, with columns like 指标名称, 区划名称, 统计周期, 数值</source>
        <translation>每个指标占一列（{columns}）；请改为每个数值占一行，列为指标名称、区划名称、统计周期、数值</translation>
    </message>
    <message>
        <source>has a column for each period ({columns}); give each value a row of its own, with columns like 指标名称, 区划名称, 统计周期, 数值</source>
        <translation>每个时段占一列（{columns}）；请改为每个数值占一行，列为指标名称、区划名称、统计周期、数值</translation>
    </message>
    <message>
        <source>has a day and a month that could be exchanged; give --date-order dmy or mdy</source>
        <translation>日和月可能颠倒；请给出 --date-order dmy 或 mdy</translation>
    </message>
    <message>
        <source>has a decimal comma; write a point</source>
        <translation>用了小数逗号；请改写为小数点</translation>
    </message>
    <message>
        <source>has a quote that is not closed; remove it or close it</source>
        <translation>有未闭合的引号；请删去或补上</translation>
    </message>
    <message>
        <source>has a time of day already</source>
        <translation>已含时刻</translation>
    </message>
    <message>
        <source>has a year of two digits; give --date-order dmy, mdy or ymd</source>
        <translation>年份只有两位；请给出 --date-order dmy、mdy 或 ymd</translation>
    </message>
    <message>
        <source>has an hour that does not fit its part of the day; write it from 0 to 24</source>
        <translation>小时与“上午、下午”等不符；请按 0 至 24 时填写</translation>
    </message>
    <message>
        <source>has another value than {other} for the same period; keep one of them</source>
        <translation>与{other}同一时段的数值不同；请只保留一个</translation>
    </message>
    <message>
        <source>has its year last, but --date-order says ymd; give dmy or mdy</source>
        <translation>年份在最后，而 --date-order 为 ymd；请给出 dmy 或 mdy</translation>
    </message>
    <message>
        <source>has more than {injects} injects or {expectations} expectations; divide it</source>
        <translation>情景注入超过 {injects} 条或期望超过 {expectations} 条；请拆分</translation>
    </message>
    <message>
        <source>has no date</source>
        <translation>没有日期</translation>
    </message>
    <message>
        <source>has no heights within the county</source>
        <translation>在本县范围内没有高程</translation>
    </message>
    <message>
        <source>has no land cover within the county</source>
        <translation>在本县范围内没有地表覆盖数据</translation>
    </message>
    <message>
        <source>has no offset; write it with +08:00</source>
        <translation>没有时区；请加上 +08:00</translation>
    </message>
    <message>
        <source>has no people within the county</source>
        <translation>在本县范围内没有人口</translation>
    </message>
    <message>
        <source>has no place: {columns} are empty</source>
        <translation>没有地点：{columns} 都为空</translation>
    </message>
    <message>
        <source>has no place: {column} is empty</source>
        <translation>没有地点：{column} 为空</translation>
    </message>
    <message>
        <source>has no table {kind}; add what it contains</source>
        <translation>没有表 {kind}；请补充其内容</translation>
    </message>
    <message>
        <source>has no time of day from 00:00:00 to 24:00:00</source>
        <translation>没有 00:00:00 至 24:00:00 的时刻</translation>
    </message>
    <message>
        <source>has no time; a reading needs one</source>
        <translation>没有时间；读数必须有时间</translation>
    </message>
    <message>
        <source>has no time; a visit needs one</source>
        <translation>没有时间；走访记录必须有时间</translation>
    </message>
    <message>
        <source>has no time; write it like T+45分 or 09:30</source>
        <translation>没有时间；请写成 T+45分 或 09:30</translation>
    </message>
    <message>
        <source>has no value</source>
        <translation>没有数值</translation>
    </message>
    <message>
        <source>has the columns of no known format: {columns}; give events: {events} or readings: {readings}, under known headers or with --map FIELD=HEADER</source>
        <translation>各列不符合任何已知格式：{columns}；事件需要{events}，读数需要{readings}；请改用可识别的表头，或指定各列的含义</translation>
    </message>
    <message>
        <source>history cannot be read: {why}</source>
        <translation>历史数据无法读取：{why}</translation>
    </message>
    <message>
        <source>hour {at} {why}</source>
        <translation>时间 {at} {why}</translation>
    </message>
    <message>
        <source>id {id} occurs twice; rename one</source>
        <translation>编号 {id} 重复；请改名其中一个</translation>
    </message>
    <message>
        <source>inject {of} does not expect {id}; add it to its expects</source>
        <translation>情景注入 {of} 未列出期望 {id}；请加到它的 expects</translation>
    </message>
    <message>
        <source>inject {of} raises no alarm and needs no acknowledgement; name one that does</source>
        <translation>注入 {of} 既不产生告警也不需要确认；请改为会产生告警或需要确认的注入</translation>
    </message>
    <message>
        <source>input or output</source>
        <translation>输入或输出</translation>
    </message>
    <message>
        <source>is a MapInfo file; {export}</source>
        <translation>是 MapInfo 文件；{export}</translation>
    </message>
    <message>
        <source>is a date or a time of day, and the start of the drill is not known; give the start</source>
        <translation>是日期或时刻，但不知道演练开始时间；请给出开始时间</translation>
    </message>
    <message>
        <source>is a document; export its table or map as CSV or GeoPackage</source>
        <translation>是文档；请把其中的表格或地图导出为 CSV 或 GeoPackage</translation>
    </message>
    <message>
        <source>is a draft, no alert; it is left out</source>
        <translation>是草稿，不是预警；已略过</translation>
    </message>
    <message>
        <source>is a drawing without attributes; save its outlines with names and codes as Shapefile or GeoPackage</source>
        <translation>是没有属性的图纸；请把带名称和代码的边界另存为 Shapefile 或 GeoPackage</translation>
    </message>
    <message>
        <source>is a folder; give the file in it (of a Shapefile: its .shp)</source>
        <translation>是文件夹；请给出其中的文件（Shapefile 请给出 .shp）</translation>
    </message>
    <message>
        <source>is a map project, which only names the files of its layers; give the file of the layer</source>
        <translation>是地图工程，只记录图层文件的名称；请给出该图层的文件</translation>
    </message>
    <message>
        <source>is a message between systems, no alert; it is left out</source>
        <translation>是系统间的报文，不是预警；已略过</translation>
    </message>
    <message>
        <source>is a picture; give the outlines that it was drawn from</source>
        <translation>是图片；请提供绘制它所用的边界数据</translation>
    </message>
    <message>
        <source>is a test, no alert; it is left out</source>
        <translation>是测试，不是预警；已略过</translation>
    </message>
    <message>
        <source>is a time, not a number</source>
        <translation>是时间，不是数字</translation>
    </message>
    <message>
        <source>is an ArcGIS or Access database; save the layer as Shapefile or GeoPackage</source>
        <translation>是 ArcGIS 或 Access 数据库；请把图层另存为 Shapefile 或 GeoPackage</translation>
    </message>
    <message>
        <source>is an exercise, no alert; it is left out</source>
        <translation>是演练，不是预警；已略过</translation>
    </message>
    <message>
        <source>is either a whole number or a decimal; write it without the point</source>
        <translation>可能是整数也可能是小数；请去掉小数点</translation>
    </message>
    <message>
        <source>is either yyyymmddHH or seconds; write it like 2026-11-22 08:30:00</source>
        <translation>可能是 yyyymmddHH，也可能是秒数；请写成 2026-11-22 08:30:00 的形式</translation>
    </message>
    <message>
        <source>is nested more than {n} deep; divide it</source>
        <translation>嵌套超过 {n} 层；请拆分</translation>
    </message>
    <message>
        <source>is nested too deeply; simplify it</source>
        <translation>嵌套过深；请简化</translation>
    </message>
    <message>
        <source>is no time of day like 08:30:00</source>
        <translation>不是 08:30:00 这样的时刻</translation>
    </message>
    <message>
        <source>is not a clip: it contains no {head}</source>
        <translation>不是回放片段：其中没有 {head}</translation>
    </message>
    <message>
        <source>is not a number</source>
        <translation>不是数字</translation>
    </message>
    <message>
        <source>is not a time like 2026-11-22 08:30:00</source>
        <translation>不是 2026-11-22 08:30:00 这样的时间</translation>
    </message>
    <message>
        <source>is not an archive of a drill: it contains no {head}</source>
        <translation>不是演练归档文件：其中没有 {head}</translation>
    </message>
    <message>
        <source>is not approved; it will not be delivered</source>
        <translation>未审批；不会下达</translation>
    </message>
    <message>
        <source>is not between the years {first} and {last}; correct it</source>
        <translation>不在 {first} 至 {last} 年之间；请更正</translation>
    </message>
    <message>
        <source>is not text in UTF-8; save it in this encoding</source>
        <translation>不是 UTF-8 文本；请以该编码保存</translation>
    </message>
    <message>
        <source>is not text in the encoding of the file, or too long; fix the line</source>
        <translation>该行不是本文件编码的文字，或过长；请改正该行</translation>
    </message>
    <message>
        <source>is of a format that cannot be read; {export}</source>
        <translation>是无法读取的格式；{export}</translation>
    </message>
    <message>
        <source>is of format {found}, this program reads format {format}; write format = {format} or use the program that wrote it</source>
        <translation>格式为 {found}，本程序读取格式 {format}；请写 format = {format}，或使用写出它的程序</translation>
    </message>
    <message>
        <source>is one part of a Shapefile; give its .shp, with all parts in one folder</source>
        <translation>是 Shapefile 的一部分；请给出其 .shp，并把所有部分放在同一文件夹</translation>
    </message>
    <message>
        <source>is packed in a format that cannot be read; unpack it, and give the file in it or pack it as .zip</source>
        <translation>是无法读取的压缩格式；请解压后给出其中的文件，或改用 .zip 压缩</translation>
    </message>
    <message>
        <source>is {channel}, but its header states no unit; write it there, like ({unit})</source>
        <translation>是 {channel}，但表头没有单位；请在表头写明，如（{unit}）</translation>
    </message>
    <message>
        <source>is {channel}, but {why}</source>
        <translation>是 {channel}，但{why}</translation>
    </message>
    <message>
        <source>it cannot be compared: the map, the limits or the search behind it are not those of then (digest {then}, now {now}); with those of today it would be {value}; verify it with the county package of that time</source>
        <translation>无法核对：所依据的地图、时限或求解结果已不是当时的（当时摘要 {then}，现在 {now}）；按今天的计算为 {value}；请用当时的县数据包核对</translation>
    </message>
    <message>
        <source>it contains {name}, a path out of the archive</source>
        <translation>其中的 {name} 指向归档文件之外</translation>
    </message>
    <message>
        <source>it contains {name}, which {head} does not name</source>
        <translation>其中的 {name} 未列入 {head}</translation>
    </message>
    <message>
        <source>it has {n} records, not {wanted}</source>
        <translation>其中有 {n} 条记录，应为 {wanted} 条</translation>
    </message>
    <message>
        <source>it lacks {name}</source>
        <translation>缺少 {name}</translation>
    </message>
    <message>
        <source>it names no number; use some of {known}</source>
        <translation>没有写任何数字；从 {known} 中选</translation>
    </message>
    <message>
        <source>its content comes from {lacking}, too: without it nobody sees that it is old; add it, or leave sources out</source>
        <translation>内容还来自 {lacking}：不写它，数据旧了也看不出来；补上，或不写 sources</translation>
    </message>
    <message>
        <source>its heights in the county reach {top} m, but the highest ground of {province} has {highest} m</source>
        <translation>县域内高程达 {top} 米，而{province}最高点为 {highest} 米</translation>
    </message>
    <message>
        <source>it is of county {own}, not {here}; rebase it by the codes of its villages</source>
        <translation>属于县 {own}，不是 {here}；请按村代码移植</translation>
    </message>
    <message>
        <source>journal {verb}: {extra} is one word too many; leave it out</source>
        <translation>journal {verb}：多了 {extra}；请去掉</translation>
    </message>
    <message>
        <source>journal: no folder is given; give the PACKAGE before the verb, or --data DIR</source>
        <translation>journal：未给出文件夹；请在子命令前给出 PACKAGE，或 --data DIR</translation>
    </message>
    <message>
        <source>lacks {fields} for events; its columns: {columns}; name the others with --map {first}=HEADER, or give a constant with --map {first}==TEXT</source>
        <translation>按事件读取时缺少{fields}；现有各列：{columns}；请指定其余各列，或给出固定值</translation>
    </message>
    <message>
        <source>lacks {fields} for profile {profile}; name the column with --map {first}=HEADER, or give a constant with --map {first}==TEXT</source>
        <translation>按方案“{profile}”读取时缺少{fields}；请指定对应的列，或给出固定值</translation>
    </message>
    <message>
        <source>lacks {fields} for readings; its columns: {columns}; name the others with --map {first}=HEADER, or give a constant with --map {first}==TEXT</source>
        <translation>按读数读取时缺少{fields}；现有各列：{columns}；请指定其余各列，或给出固定值</translation>
    </message>
    <message>
        <source>lists</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>longitude {lon} is outside China (73-136 °E); check the CRS of the boundary</source>
        <translation>经度 {lon} 在中国范围（73–136 °E）之外；请检查边界的坐标系</translation>
    </message>
    <message>
        <source>longitudes and latitudes are rounded to some {km} km, and so are the places of the events</source>
        <translation>经纬度只精确到约 {km} 公里，事件位置也只有这个精度</translation>
    </message>
    <message>
        <source>longitudes and latitudes may be degrees, minutes and seconds without signs between them (109.3512 for 109°35′12″), but were taken as decimal degrees: compare a place</source>
        <translation>经纬度可能是不带分隔符的度分秒（109.3512 表示 109°35′12″），现按十进制度读取：请核对一处位置</translation>
    </message>
    <message>
        <source>metres in the county&apos;s zone</source>
        <translation>本县投影带的米制坐标</translation>
    </message>
    <message>
        <source>metres in {zone}</source>
        <translation>{zone} 的米制坐标</translation>
    </message>
    <message>
        <source>metres of Web Mercator</source>
        <translation>Web 墨卡托米制坐标</translation>
    </message>
    <message>
        <source>more than {limit} figures were requested; ask for fewer metrics</source>
        <translation>请求的数字超过 {limit} 个；请减少指标</translation>
    </message>
    <message>
        <source>needs a place: lon and lat, or place with a village</source>
        <translation>需要地点：lon 和 lat，或带村代码的 place</translation>
    </message>
    <message>
        <source>needs exactly one of at, after, when, or none of them and release = &apos;manual&apos;</source>
        <translation>at、after、when 只能有一个；或都没有，并写 release = &apos;manual&apos;</translation>
    </message>
    <message>
        <source>no column is known as the time of the events, but {columns} holds times; give --map at={first}, or --map at==now if they happen now</source>
        <translation>未识别出事件时间列，但 {columns} 含有时间；请用 --map at={first} 指明，若事件就在此刻发生则用 --map at==now</translation>
    </message>
    <message>
        <source>no member of role {role} is present; bind a person</source>
        <translation>角色 {role} 没有人员在位；请指定人员</translation>
    </message>
    <message>
        <source>no row has a code</source>
        <translation>没有一行有代码</translation>
    </message>
    <message>
        <source>open it in QGIS and save the layer as GeoPackage (Export &gt; Save Features As)</source>
        <translation>请用 QGIS 打开，把图层另存为 GeoPackage（导出 &gt; 要素另存为）</translation>
    </message>
    <message>
        <source>no reply from the analysis within {seconds} s; repeat the request when it replies</source>
        <translation>分析服务在 {seconds} 秒内没有答复；待其恢复后请重试</translation>
    </message>
    <message>
        <source>out of memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>sheets</source>
        <translation>工作表</translation>
    </message>
    <message>
        <source>speed {speed} is not a number from {slowest} to {fastest}; leave it out to send everything at once</source>
        <translation>速度 {speed} 不是 {slowest} 到 {fastest} 之间的数；不写速度则一次全部发送</translation>
    </message>
    <message>
        <source>restore a backup with `main.py journal … restore`</source>
        <translation>请用 `main.py journal … restore` 恢复备份</translation>
    </message>
    <message>
        <source>--population: divides towns, and none has an outline; give them with --towns</source>
        <translation>--population：用于划分乡镇，但没有乡镇边界；请用 --towns 提供</translation>
    </message>
    <message>
        <source>--population: is used for --village-cells; give both, or leave it out</source>
        <translation>--population：仅与 --village-cells 同用；请两者都写，或都不写</translation>
    </message>
    <message>
        <source>--village-cells: no seats of villages are known; give them as points with --places, or a raster of population with --population</source>
        <translation>--village-cells：没有村的驻地；请用 --places 提供驻地点，或用 --population 提供人口栅格</translation>
    </message>
    <message>
        <source>restore a backup with `main.py journal … restore`, or save the intact part with `main.py journal … repair`</source>
        <translation>请用 `main.py journal … restore` 恢复备份，或用 `main.py journal … repair` 保存完好的部分</translation>
    </message>
    <message>
        <source>states no CRS</source>
        <translation>没有写明坐标系</translation>
    </message>
    <message>
        <source>states {crs}, which places it outside the county</source>
        <translation>写明的是 {crs}，按它位于本县之外</translation>
    </message>
    <message>
        <source>the analysis has failed ({why}); report it with the log</source>
        <translation>分析服务出错（{why}）；请连同日志一并报告</translation>
    </message>
    <message>
        <source>the analysis of this backend does not run; the archive is not available now</source>
        <translation>本后端的分析服务未运行，档案暂不可用</translation>
    </message>
    <message>
        <source>the archive cannot answer ({why}); its log has more</source>
        <translation>档案无法答复（{why}）；详情见其日志</translation>
    </message>
    <message>
        <source>the archive is being opened; try again in some seconds</source>
        <translation>档案正在打开；请几秒后重试</translation>
    </message>
    <message>
        <source>the audit log cannot be read ({why}); see its folder</source>
        <translation>无法读取审计日志（{why}）；请检查其文件夹</translation>
    </message>
    <message>
        <source>the backend did not respond for {seconds} s and was ended</source>
        <translation>后台 {seconds} 秒没有响应，已被终止</translation>
    </message>
    <message>
        <source>the backend of this county, started with `main.py serve`, has ended; start it again</source>
        <translation>本县后台服务（main.py serve）已退出；请重新启动该服务</translation>
    </message>
    <message>
        <source>the backend&apos;s journal ends at record {theirs}, but record {ours} was received from it before: records are missing; restore a backup with `main.py journal … restore`, or this journal itself to accept it as it is</source>
        <translation>后台日志止于第 {theirs} 条记录，但此前已从该后台收到第 {ours} 条：有记录缺失。请用 `main.py journal … restore` 恢复备份；若确认接受现状，请先备份本日志再恢复</translation>
    </message>
    <message>
        <source>the boundary</source>
        <translation>县界</translation>
    </message>
    <message>
        <source>the divisions</source>
        <translation>区划</translation>
    </message>
    <message>
        <source>the grids</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>the journal cannot be read ({why}); run `main.py journal … verify`</source>
        <translation>日志无法读取（{why}），请运行 `main.py journal … verify` 检查</translation>
    </message>
    <message>
        <source>the rows begin with {codes}</source>
        <translation>各行代码的开头是 {codes}</translation>
    </message>
    <message>
        <source>the towns</source>
        <translation>乡镇</translation>
    </message>
    <message>
        <source>the villages</source>
        <translation>村</translation>
    </message>
    <message>
        <source>the journal was restored or replaced; the analysis starts again</source>
        <translation>日志已被恢复或替换；分析服务重新启动</translation>
    </message>
    <message>
        <source>record {seq} is not in the timeline, which ends at {newest}</source>
        <translation>时间线只到第 {newest} 条，没有第 {seq} 条记录</translation>
    </message>
    <message>
        <source>place is in {unit} by its header, not in degrees; give degrees</source>
        <translation>表头写明位置的单位是 {unit}，不是度；请改用度</translation>
    </message>
    <message>
        <source>place is in {unit} by its header, not in metres; give degrees</source>
        <translation>表头写明位置的单位是 {unit}，不是米；请改用度</translation>
    </message>
    <message>
        <source>place {place} has one coordinate only</source>
        <translation>位置 {place} 只有一个坐标</translation>
    </message>
    <message>
        <source>place {place} is neither a circle nor a polygon</source>
        <translation>位置 {place} 既不是圆也不是多边形</translation>
    </message>
    <message>
        <source>place {place} is neither degrees nor metres of a zone of China; give degrees</source>
        <translation>位置 {place} 既不是度，也不是中国某一带的米制坐标；请改用度</translation>
    </message>
    <message>
        <source>place {place} is not a longitude and latitude in degrees</source>
        <translation>位置 {place} 不是以度表示的经纬度</translation>
    </message>
    <message>
        <source>place {place} is one number twice, no position</source>
        <translation>位置 {place} 的两个数相同，不是位置</translation>
    </message>
    <message>
        <source>quality {value} is not good, uncertain or bad</source>
        <translation>质量标识 {value} 不是 good、uncertain 或 bad</translation>
    </message>
    <message>
        <source>the file is too large for this machine&apos;s memory; divide it</source>
        <translation>文件超出本机内存；请拆分后再导入</translation>
    </message>
    <message>
        <source>the locale reads arguments and names of files as {encoding}; set LC_ALL=C.UTF-8, and remove PYTHONUTF8=0</source>
        <translation>当前语言环境按 {encoding} 读取参数和文件名；请设置 LC_ALL=C.UTF-8，并去掉 PYTHONUTF8=0</translation>
    </message>
    <message>
        <source>there is no metric {name}; see catalog/metrics.toml</source>
        <translation>没有指标 {name}；见 catalog/metrics.toml</translation>
    </message>
    <message>
        <source>the process that reads the file has ended unexpectedly; try again, or divide the file</source>
        <translation>读取文件的进程意外结束；请重试，或拆分文件</translation>
    </message>
    <message>
        <source>unable to open database file</source>
        <translation>无法打开数据库文件</translation>
    </message>
    <message>
        <source>{about}: done, but not in the audit log: {why}</source>
        <translation>{about}：操作已完成，但未写入审计日志：{why}</translation>
    </message>
    <message>
        <source>{address}: data arrives, but no replies: commands are not carried out; connecting again</source>
        <translation>{address}：能收到数据，但收不到答复，指令未被执行；正在重新连接</translation>
    </message>
    <message>
        <source>{address}: the backend runs {theirs}, not the county of this package; give the package that it has</source>
        <translation>{address}：后台运行的是 {theirs}，不是本数据包的县；请给出后台所用的数据包</translation>
    </message>
    <message>
        <source>{address}: the backend started with `main.py serve` does not reply; retrying, check or restart it</source>
        <translation>{address}：后台服务（main.py serve）无应答，正在重试；请检查或重启该服务</translation>
    </message>
    <message>
        <source>{argument}: is neither in UTF-8 nor in GBK; enter it again</source>
        <translation>{argument}：既不是 UTF-8 也不是 GBK；请重新输入</translation>
    </message>
    <message>
        <source>{argument}: the name is in GBK on the disk and cannot be opened; rename the file or folder, the name in UTF-8 may be the same</source>
        <translation>{argument}：磁盘上的名称为 GBK 编码，无法打开；请重命名该文件或文件夹，UTF-8 名称可与原名相同</translation>
    </message>
    <message>
        <source>{codes}: the county may have been renumbered</source>
        <translation>{codes}：该县的代码可能已变更</translation>
    </message>
    <message>
        <source>{columns} is empty; fill it in, or give --map at==now if the events happen now</source>
        <translation>{columns} 为空；请填写，或将全部事件的时间取为当前时间（--map at==now）</translation>
    </message>
    <message>
        <source>{column} is empty: a reading needs the time of day, too</source>
        <translation>{column} 为空：读数还需要钟点</translation>
    </message>
    <message>
        <source>{column} was decoded wrongly before it was saved ({how}): {value}{was}; export the file again as UTF-8</source>
        <translation>{column} 在保存前已被错误解码（{how}）：{value}{was}；请以 UTF-8 重新导出</translation>
    </message>
    <message>
        <source>{column} {value} is no position like 109.6,27.9; give longitude and latitude</source>
        <translation>{column} 的 {value} 不是 109.6,27.9 这样的位置；请填经度和纬度</translation>
    </message>
    <message>
        <source>{column} {value} is not one of {all}</source>
        <translation>{column} 的 {value} 不在 {all} 之中</translation>
    </message>
    <message>
        <source>{column} {value} is not text in the encoding the file was read in{was}; save the file as UTF-8</source>
        <translation>{column} 的 {value} 不是所用编码的文字{was}；请将文件存为 UTF-8</translation>
    </message>
    <message>
        <source>{column} {value} {why}{more}</source>
        <translation>{column} 的 {value} {why}{more}</translation>
    </message>
    <message>
        <source>{command}: the folder is missing; write PACKAGE or --data DIR before {verb}</source>
        <translation>{command}：缺少文件夹；请在 {verb} 前写 PACKAGE 或 --data DIR</translation>
    </message>
    <message>
        <source>{data}: its journal has no records; run the backend, or name another --data</source>
        <translation>{data}：日志里没有记录；请先运行后端，或用 --data 指定另一个文件夹</translation>
    </message>
    <message>
        <source>{data}: no such data folder; give that of the backend, or create the folder above it for a new one</source>
        <translation>{data}：没有该数据文件夹；请给出后台的数据文件夹，新建时请先建好其上级文件夹</translation>
    </message>
    <message>
        <source>{file}: its columns are not assigned yet; assign them first</source>
        <translation>{file}：各列尚未对应到字段；请先完成对应</translation>
    </message>
    <message>
        <source>{first} or {second}</source>
        <translation>{first} 或 {second}</translation>
    </message>
    <message>
        <source>{folder}: cannot be used, {finding} (`main.py county check {folder}`: {number} errors)</source>
        <translation>{folder}：无法使用，{finding}（`main.py county check {folder}`：{number} 个错误）</translation>
    </message>
    <message>
        <source>{folder}: cannot be written ({why}); make it writable, or set {variable} to a folder that is</source>
        <translation>{folder}：无法写入（{why}）；请使其可写，或将环境变量 {variable} 设为可写的文件夹</translation>
    </message>
    <message>
        <source>{folder}: contains other files ({names}) and no county package; name a new folder</source>
        <translation>{folder}：其中有其他文件（{names}），且不是县域数据包；请另指定一个新文件夹</translation>
    </message>
    <message>
        <source>{folder}: holds a package of {name} already ({content}); name a new folder, or give --replace, which keeps that package in {kept}</source>
        <translation>{folder}：其中已有 {name} 的数据包（{content}）；请另指定一个新文件夹，或给出 --replace 予以替换，原数据包将保留在 {kept}</translation>
    </message>
    <message>
        <source>{folder}: holds the county {name} ({old}), not {code}; name a new folder</source>
        <translation>{folder}：其中是 {name}（{old}）的数据包，不是 {code} 的；请另指定一个新文件夹</translation>
    </message>
    <message>
        <source>{folder}: no backend of yours runs realm {realm} here; open the county (`main.py run`), or name one elsewhere with --connect ADDR --keys DIR</source>
        <translation>{folder}：此处没有您的后台在运行（域 {realm}）；请打开县域（`main.py run`），或用 --connect ADDR --keys DIR 指定别处的后台</translation>
    </message>
    <message>
        <source>{folder}: {what} {id} occurs more than once, as {one} and {other}; give each its own id</source>
        <translation>{folder}：{what} {id} 出现多次：{one} 和 {other}；请为每个指定各自的编号</translation>
    </message>
    <message>
        <source>{host}:{port}: cannot be listened on ({why}); choose another address or end the program that uses it</source>
        <translation>{host}:{port}：无法监听（{why}）；请换一个地址，或结束占用它的程序</translation>
    </message>
    <message>
        <source>{kept}: keeps the replaced package, which had: {content}</source>
        <translation>{kept}：保留了被替换的数据包，其中有：{content}</translation>
    </message>
    <message>
        <source>{named}: a list of codes has no coordinates; leave out its CRS after @</source>
        <translation>{named}：代码表没有坐标；请去掉 @ 及其后的坐标系</translation>
    </message>
    <message>
        <source>{name}: an API key of this name exists; revoke it first, or choose another name</source>
        <translation>{name}：已有同名的接口密钥；请先吊销它，或换一个名称</translation>
    </message>
    <message>
        <source>{name} of {number} rows is not in the profile, taken as {word}: e.g. {samples}</source>
        <translation>{number} 行的 {name} 不在方案中，取作 {word}：例如 {samples}</translation>
    </message>
    <message>
        <source>it unpacks to more than {n} MB</source>
        <translation>解压后超过 {n} MB</translation>
    </message>
    <message>
        <source>its catalogue cannot be read ({why})</source>
        <translation>其中的目录表无法读取（{why}）</translation>
    </message>
    <message>
        <source>its catalogue is another one than {head} names</source>
        <translation>其中的目录表与 {head} 所述不符</translation>
    </message>
    <message>
        <source>its files are not those of this format</source>
        <translation>其中的文件不属于此格式</translation>
    </message>
    <message>
        <source>its files are not those that {head} names</source>
        <translation>其中的文件与 {head} 所列不符</translation>
    </message>
    <message>
        <source>journal clip: no package is given; give the PACKAGE before the verb, --data or not</source>
        <translation>journal clip：未指定县数据包；无论是否给出 --data，请在动词前给出 PACKAGE</translation>
    </message>
    <message>
        <source>journal {verb}: give one path, {wanted}, after the verb</source>
        <translation>journal {verb}：请在动词后给出一个路径 {wanted}</translation>
    </message>
    <message>
        <source>places of {number} events: {how}</source>
        <translation>{number} 起事件的位置：{how}</translation>
    </message>
    <message>
        <source>readings of {number} rows have a day, but no time: taken as 00:00 of it</source>
        <translation>{number} 行读数只有日期没有时刻：按当日 00:00 处理</translation>
    </message>
    <message>
        <source>record {seq} cannot be applied ({why}) and is left out</source>
        <translation>记录 {seq} 无法应用（{why}），已略过</translation>
    </message>
    <message>
        <source>record {seq} does not belong there</source>
        <translation>记录 {seq} 不属于此处</translation>
    </message>
    <message>
        <source>record {seq} is missing or damaged; run `main.py journal … verify`</source>
        <translation>记录 {seq} 缺失或损坏；请运行 `main.py journal … verify`</translation>
    </message>
    <message>
        <source>rejects an earlier alert; it is left out</source>
        <translation>否决先前的预警；已略过</translation>
    </message>
    <message>
        <source>role {role} has no member yet; bind a person</source>
        <translation>角色 {role} 尚无人员；请指定人员</translation>
    </message>
    <message>
        <source>the backend ends</source>
        <translation>后台服务正在停止</translation>
    </message>
    <message>
        <source>the condition is nested more than {deepest} times; simplify it</source>
        <translation>条件嵌套超过 {deepest} 层；请简化</translation>
    </message>
    <message>
        <source>the condition is not complete; finish it</source>
        <translation>条件不完整；请补全</translation>
    </message>
    <message>
        <source>the chain does not end with the hash that {head} names</source>
        <translation>哈希链的末端与 {head} 所述不符</translation>
    </message>
    <message>
        <source>--event {event}: the journal has no such event</source>
        <translation>--event {event}：日志中没有这起事件</translation>
    </message>
    <message>
        <source>--kind special: a person writes it; name one of the journal by --briefing</source>
        <translation>--kind special：专报由人撰写；请用 --briefing 指定日志中的一份</translation>
    </message>
    <message>
        <source>--kind {kind}: is about an event; name it by --event</source>
        <translation>--kind {kind}：针对一起事件；请用 --event 指定</translation>
    </message>
    <message>
        <source>--kind {kind}: no first report about event {event} was signed; make that one</source>
        <translation>--kind {kind}：事件 {event} 尚未签发首报；请先生成首报</translation>
    </message>
    <message>
        <source>--period {period}: is no period of kind {kind}; write one like {example}</source>
        <translation>--period {period}：不是 {kind} 的时段；请写成 {example} 这样</translation>
    </message>
    <message>
        <source>the chain is broken at record {seq}: it, or one before it, was changed</source>
        <translation>哈希链在记录 {seq} 处断开：该记录或之前的记录被改动</translation>
    </message>
    <message>
        <source>the clip is of {theirs} ({their_key}), the map shows {ours} ({our_key}): places may be wrong</source>
        <translation>此片段属于{theirs}（{their_key}），地图为{ours}（{our_key}）：位置可能不对</translation>
    </message>
    <message>
        <source>the clip would end before it begins; exchange --from and --to</source>
        <translation>片段的结束早于开始；请对调 --from 与 --to</translation>
    </message>
    <message>
        <source>the county has no divisions {ids}</source>
        <translation>本县没有区划 {ids}</translation>
    </message>
    <message>
        <source>the county has no sensors {ids}: their readings and alarms have no place on the map</source>
        <translation>本县没有感知设备 {ids}：其读数和告警在地图上没有位置</translation>
    </message>
    <message>
        <source>the county has no units {ids}: their positions are left out</source>
        <translation>本县没有力量 {ids}：其位置已略去</translation>
    </message>
    <message>
        <source>the drill ends before it starts; make it positive</source>
        <translation>演练在开始之前结束；时长须为正</translation>
    </message>
    <message>
        <source>the expectation has no score; {weight} is taken</source>
        <translation>期望没有分值；按 {weight} 分计</translation>
    </message>
    <message>
        <source>the expectation is rated by an evaluator; choose a measure if there is one</source>
        <translation>该期望由评价人评定；如有可测的期望类型请选用</translation>
    </message>
    <message>
        <source>the latitude stands first or under the name of the longitude: exchanged</source>
        <translation>纬度在前或写在经度名下：已对调</translation>
    </message>
    <message>
        <source>the limit is before the target; correct one of them</source>
        <translation>最迟用时早于目标用时；请改正其中之一</translation>
    </message>
    <message>
        <source>the method {word} is shown as {kind}</source>
        <translation>注入方式 {word} 按 {kind} 处理</translation>
    </message>
    <message>
        <source>the page cannot be laid out: {why}; report this</source>
        <translation>页面排版失败：{why}；请反馈此问题</translation>
    </message>
    <message>
        <source>the page was not laid out within {limit} s; try again</source>
        <translation>页面在 {limit} 秒内未完成排版，请重试</translation>
    </message>
    <message>
        <source>the place is outside the county; move it</source>
        <translation>地点在县域之外；请移动</translation>
    </message>
    <message>
        <source>the recording cannot be read further ({why})</source>
        <translation>记录无法继续读取（{why}）</translation>
    </message>
    <message>
        <source>the records do not fit their chain; run `main.py journal … verify`</source>
        <translation>记录与哈希链不符；请运行 `main.py journal … verify`</translation>
    </message>
    <message>
        <source>the rounds of the collection trucks could not be planned</source>
        <translation>无法计划清运车的收运路线</translation>
    </message>
    <message>
        <source>the rounds of the collection trucks could not be planned: {why}</source>
        <translation>无法计划清运车的收运路线：{why}</translation>
    </message>
    <message>
        <source>the score {cell} is no number; correct it</source>
        <translation>分值 {cell} 不是数字；请改正</translation>
    </message>
    <message>
        <source>the search of rounds ended with {code}: {why}</source>
        <translation>收运路线计算异常结束（{code}）：{why}</translation>
    </message>
    <message>
        <source>the search of rounds took more than {limit} s</source>
        <translation>收运路线计算超过 {limit} 秒，已中止</translation>
    </message>
    <message>
        <source>the severity of an alert is a warning level, no event level: every event is general</source>
        <translation>预警的严重程度是预警级别，不是事件级别：所有事件按一般级别导入</translation>
    </message>
    <message>
        <source>the timeline is being built, {share} % so far, and does not reach this moment yet; try again later</source>
        <translation>时间线正在建立，已完成 {share} %，尚未到达该时刻；请稍后再试</translation>
    </message>
    <message>
        <source>the value of {channel} {why}</source>
        <translation>{channel} 的值{why}</translation>
    </message>
    <message>
        <source>the weights add up to {sum}, not 100; adjust them</source>
        <translation>分值合计 {sum}，不是 100；请调整</translation>
    </message>
    <message>
        <source>there is another inject {id}; give it another number</source>
        <translation>已有另一条注入 {id}；请换一个编号</translation>
    </message>
    <message>
        <source>there is no attachment {name}; put the file beside the scenario</source>
        <translation>没有附件 {name}；请把文件放在脚本旁</translation>
    </message>
    <message>
        <source>there is no sensor {id}; correct the id</source>
        <translation>没有感知设备 {id}；请改正编号</translation>
    </message>
    <message>
        <source>there is no stream {stream}</source>
        <translation>没有数据流 {stream}</translation>
    </message>
    <message>
        <source>there is no {what} {id}; correct the id</source>
        <translation>没有 {what} {id}；请改正编号</translation>
    </message>
    <message>
        <source>time: {why}</source>
        <translation>时间：{why}</translation>
    </message>
    <message>
        <source>updates an earlier alert; change its event on the desk</source>
        <translation>更新先前的预警；请在指挥中心修改对应事件</translation>
    </message>
    <message>
        <source>waits for itself: {cycle}; break the circle</source>
        <translation>互相等待：{cycle}；请断开循环</translation>
    </message>
    <message>
        <source>{cell} is no time; write it like T+45分, 第1天 09:30 or 09:30</source>
        <translation>{cell} 不是时间；请写成 T+45分、第1天 09:30 或 09:30</translation>
    </message>
    <message>
        <source>{columns} are not a time ({why})</source>
        <translation>{columns}合起来不是时间（{why}）</translation>
    </message>
    <message>
        <source>{column} {value} is not a whole number</source>
        <translation>{column} 的 {value} 不是整数</translation>
    </message>
    <message>
        <source>{column}: {why}</source>
        <translation>{column}：{why}</translation>
    </message>
    <message>
        <source>{data}: has {most} drills of today already; archive some of them</source>
        <translation>{data}：今天已有 {most} 场演练；请先归档一部分</translation>
    </message>
    <message>
        <source>{datum} by their header: converted</source>
        <translation>表头表明是 {datum}：已转换</translation>
    </message>
    <message>
        <source>{file}, line {line}, {table}: {text}</source>
        <translation>{file} 第 {line} 行 {table}：{text}</translation>
    </message>
    <message>
        <source>{file}, line {line}: {text}</source>
        <translation>{file} 第 {line} 行：{text}</translation>
    </message>
    <message>
        <source>{file}: there is no such file</source>
        <translation>{file}：没有这个文件</translation>
    </message>
    <message>
        <source>{file}: {n} rows cannot be used; correct them, nothing was written</source>
        <translation>{file}：有 {n} 行无法使用；请改正，未写入任何内容</translation>
    </message>
    <message>
        <source>{file}: {n} times have no unit; say which with --bare minutes, hours or days; nothing was written</source>
        <translation>{file}：有 {n} 个时间没有单位；请用 --bare minutes、hours 或 days 说明；未写入任何内容</translation>
    </message>
    <message>
        <source>{file}: has errors; correct them, then run it again</source>
        <translation>{file}：有错误；请改正后再运行</translation>
    </message>
    <message>
        <source>{file}: shows more than {most} files; leave some out</source>
        <translation>{file}：展示的文件超过 {most} 个；请减少</translation>
    </message>
    <message>
        <source>{file}: the backend does not accept it; see its log</source>
        <translation>{file}：后台不接受；请查看其日志</translation>
    </message>
    <message>
        <source>{file}: {text}</source>
        <translation>{file}：{text}</translation>
    </message>
    <message>
        <source>{finding}</source>
        <translation>{finding}</translation>
    </message>
    <message>
        <source>{found} stands where {word} is expected; correct the condition</source>
        <translation>此处应为 {word}，却是 {found}；请改正条件</translation>
    </message>
    <message>
        <source>{folder}: is the journal of county {theirs}, the package is {ours}; give the package of that county</source>
        <translation>{folder}：是县 {theirs} 的日志，数据包为 {ours}；请给出该县的数据包</translation>
    </message>
    <message>
        <source>{folder}: nothing is recorded in this time; choose another one</source>
        <translation>{folder}：该时段没有记录；请另选时段</translation>
    </message>
    <message>
        <source>{folder}: nothing is recorded there yet</source>
        <translation>{folder}：尚无任何记录</translation>
    </message>
    <message>
        <source>{head} cannot be read ({why})</source>
        <translation>{head} 无法读取（{why}）</translation>
    </message>
    <message>
        <source>{head} names an end before the beginning</source>
        <translation>{head} 所述的结束早于开始</translation>
    </message>
    <message>
        <source>{how}, the first is the northing</source>
        <translation>{how}，北坐标在前</translation>
    </message>
    <message>
        <source>{how}; {more}</source>
        <translation>{how}；{more}</translation>
    </message>
    <message>
        <source>{is_} is no fact of {kind}; use one of {known}</source>
        <translation>{kind} 没有 {is_}；可用 {known}</translation>
    </message>
    <message>
        <source>{key} is missing; add it</source>
        <translation>缺少 {key}；请补充</translation>
    </message>
    <message>
        <source>{key}: {why}; correct it</source>
        <translation>{key}：{why}；请改正</translation>
    </message>
    <message>
        <source>{level} is no response level; use I, II, III or IV</source>
        <translation>{level} 不是响应级别；请用 I、II、III 或 IV</translation>
    </message>
    <message>
        <source>{name} is a new role; set its side and members</source>
        <translation>{name} 是新角色；请设置其分工和人员</translation>
    </message>
    <message>
        <source>{name} cannot be read ({why})</source>
        <translation>{name} 无法读取（{why}）</translation>
    </message>
    <message>
        <source>the moment cannot be shown ({why}); choose it again, or another one</source>
        <translation>该时刻无法显示（{why}）；请重新选择，或选择其他时刻</translation>
    </message>
    <message>
        <source>the report counts up to a record that the recording does not have</source>
        <translation>报告截止的记录不在回放片段中</translation>
    </message>
    <message>
        <source>{data}: no backend of the live realm runs; open its window, then approve again</source>
        <translation>{data}：实况域的后台没有运行；请先打开实况窗口，再批准</translation>
    </message>
    <message>
        <source>{id}: is no improvement of {realm}; it has {known}</source>
        <translation>{id}：不是 {realm} 的改进意见；现有 {known}</translation>
    </message>
    <message>
        <source>{item}: was approved before, as event {event}</source>
        <translation>{item}：此前已批准，为事件 {event}</translation>
    </message>
    <message>
        <source>{item}: {why}</source>
        <translation>{item}：{why}</translation>
    </message>
    <message>
        <source>{name} is another one than {head} names</source>
        <translation>{name} 与 {head} 所列的不一致</translation>
    </message>
    <message>
        <source>nothing is recorded there yet</source>
        <translation>这里还没有任何记录</translation>
    </message>
    <message>
        <source>lacks the place of the events: {fields}, or {named}; its columns: {columns}; name one with --map village=HEADER</source>
        <translation>缺少事件的位置：{fields}，或{named}；现有列：{columns}；请用 --map village=列名 指定</translation>
    </message>
    <message>
        <source>no place of their own that is known, put into {place} as chosen: approximate</source>
        <translation>本行没有可识别的位置，按所选放在{place}（近似）</translation>
    </message>
    <message>
        <source>only the town is known from their row: approximate</source>
        <translation>行中只能识别到乡镇（近似）</translation>
    </message>
    <message>
        <source>has no time and no condition; add one, or release it by hand (释放 人工)</source>
        <translation>没有时间也没有条件；请补上，或改为人工释放（释放 人工）</translation>
    </message>
    <message>
        <source>no gauge shows the rain without background readings; remove one of the two</source>
        <translation>关闭背景读数后没有雨量站报出降雨；请去掉其中一项</translation>
    </message>
    <message>
        <source>the analysis cannot show this moment ({why}); choose it again</source>
        <translation>分析服务无法给出该时刻的情况（{why}），请重新选择</translation>
    </message>
    <message>
        <source>the analysis does not reply; the replay continues when it does</source>
        <translation>分析服务没有应答，恢复应答后回放继续</translation>
    </message>
    <message>
        <source>the analysis of this county does not reply; start the county, or try again later</source>
        <translation>本县的分析服务没有应答；请先启动本县系统，或稍后再试</translation>
    </message>
    <message>
        <source>the backend of this county is starting on this machine</source>
        <translation>本机后台正在启动</translation>
    </message>
    <message>
        <source>was shortened by Excel ({form}), its last digits are lost; format the column as text and enter it again</source>
        <translation>被 Excel 截短（{form}），末几位已丢失；请把该列设为文本后重新填写</translation>
    </message>
    <message>
        <source>{name} is no file that its records name</source>
        <translation>{name} 不是其记录所列的文件</translation>
    </message>
    <message>
        <source>the minutes do not rise; put them in order</source>
        <translation>分钟数没有递增；请按先后排列</translation>
    </message>
    <message>
        <source>journal: give --from and --to with the verb clip, and only with it</source>
        <translation>journal：--from 和 --to 须与 clip 一起给出，也只用于 clip</translation>
    </message>
    <message>
        <source>no folder is given; write PACKAGE or --data DIR before the verb</source>
        <translation>未给出文件夹；请在动词前写 PACKAGE 或 --data 目录</translation>
    </message>
    <message>
        <source>role {role} does not evaluate; name one of side evaluate or control</source>
        <translation>角色 {role} 不承担评价；请改为评价或控制类角色</translation>
    </message>
    <message>
        <source>not available in a replay: it shows what was recorded, and asks nobody</source>
        <translation>回放中不可用：回放只显示已记录的内容</translation>
    </message>
    <message>
        <source>nothing was recorded yet at this moment</source>
        <translation>此时刻尚无记录</translation>
    </message>
    <message>
        <source>the divisions that their names name</source>
        <translation>其名称所指的区划</translation>
    </message>
    <message>
        <source>the map has no seat of {place}, from which vehicles would set out; choose that of a town, or import it with `main.py county import --places`</source>
        <translation>地图上没有{place}的驻地，车辆无从出发；请选择乡镇驻地，或用 `main.py county import --places` 导入</translation>
    </message>
    <message>
        <source>the named places of the county cannot be read ({why}); the backend&apos;s log has more</source>
        <translation>无法读取本县地名（{why}）；详见后端日志</translation>
    </message>
    <message>
        <source>the text has an invisible character at {place}; remove it</source>
        <translation>文字第 {place} 个字符为换行或不可见字符，请删除</translation>
    </message>
    <message>
        <source>there is no variable {name}; add it, or correct the text</source>
        <translation>没有变量 {name}；请补上变量或更正文字</translation>
    </message>
    <message>
        <source>{file}: is a scenario already; check it with `main.py drill check`, or edit it</source>
        <translation>{file}：已经是演练情景；用 main.py drill check 检查它，或直接修改</translation>
    </message>
    <message>
        <source>{folder}: is the journal of realm {realm} of county {theirs}, not the live one of {ours}; restore the backup of this realm</source>
        <translation>{folder}：是县 {theirs} 的域 {realm} 的日志，不是 {ours} 的实况日志；请恢复该域的备份</translation>
    </message>
    <message>
        <source>{item}: is event {event}, but the drill does not note it: {why}; approve it again</source>
        <translation>{item}：已立为事件 {event}，但演练未能记下：{why}；请再次批准</translation>
    </message>
    <message>
        <source>{mm} mm fall in one hour, gauges show {most} mm at most; let less rain fall, or over more time</source>
        <translation>一小时内降雨 {mm} mm，雨量站最多测到 {most} mm；请减少雨量，或拉长时间</translation>
    </message>
    <message>
        <source>{name} was changed after it was written</source>
        <translation>{name} 写入后被改动</translation>
    </message>
    <message>
        <source>{name}: an attachment may not be called so; rename the file</source>
        <translation>{name}：附件不能使用此名称；请给文件改名</translation>
    </message>
    <message>
        <source>{name}: is not a file; choose a file</source>
        <translation>{name}：不是文件；请选择文件</translation>
    </message>
    <message>
        <source>{name}: is not in the archive; ask whoever keeps the drill&apos;s data folder</source>
        <translation>{name}：归档中没有该文件；请向保管演练数据目录的单位索取</translation>
    </message>
    <message>
        <source>{name}: is not usable as a name; give 1 to 60 letters, digits, blanks, - or _</source>
        <translation>{name}：不能用作名称；请用 1 至 60 个文字、数字、空格、- 或 _</translation>
    </message>
    <message>
        <source>{name}: is the key of the windows on this machine and cannot be revoked; name that of another machine</source>
        <translation>{name}：这是本机窗口的密钥，不能吊销；请指定其他机器的密钥</translation>
    </message>
    <message>
        <source>{name}: more than {most} connections use this key; give each desktop and gateway a key of its own</source>
        <translation>{name}：使用此密钥的连接超过 {most} 个；请为每个桌面和网关各发一个密钥</translation>
    </message>
    <message>
        <source>{name}: there are {most} API keys already; revoke some</source>
        <translation>{name}：已有 {most} 个接口密钥；请先吊销一些</translation>
    </message>
    <message>
        <source>{name}: there is no API key of this name; known: {names}</source>
        <translation>{name}：没有此名称的接口密钥；现有：{names}</translation>
    </message>
    <message>
        <source>{name}: was changed in the archive; get a complete copy</source>
        <translation>{name}：在归档中已被改动；请换一份完整的副本</translation>
    </message>
    <message>
        <source>{number} events have a day, but no time: taken as 00:00 of it</source>
        <translation>{number} 个事件只有日期没有钟点：取当日 00:00</translation>
    </message>
    <message>
        <source>{number} events have no time of their own: taken as of now; those without a number are stored again when the file is sent on another day</source>
        <translation>{number} 个事件没有自己的时间：取当前时间；没有案卷号的，改日再次导入会再存一次</translation>
    </message>
    <message>
        <source>{number} events have no title: they are called by the name of their class</source>
        <translation>{number} 个事件没有标题：以其小类名称为标题</translation>
    </message>
    <message>
        <source>{number} events say the same as an earlier row: each is an event of its own</source>
        <translation>{number} 个事件与前面的行内容相同：各算一个事件</translation>
    </message>
    <message>
        <source>{number} invisible characters were removed from texts of events</source>
        <translation>从事件文字中去掉了 {number} 个不可见字符</translation>
    </message>
    <message>
        <source>{number} of the first {of} events are at one place ({place}), perhaps the default of a program: compare a few</source>
        <translation>前 {of} 条事件中有 {number} 条在同一位置（{place}），可能是程序的默认值：请抽查几条</translation>
    </message>
    <message>
        <source>{number} readings are outside the range of their channel: stored as bad</source>
        <translation>{number} 个读数超出监测项量程：按坏值存入</translation>
    </message>
    <message>
        <source>{n} old reports are shown without their reporter&apos;s name and cannot be verified</source>
        <translation>{n} 条旧上报记录不含报告人姓名，无法验证</translation>
    </message>
    <message>
        <source>{option} {realm}: is no drill; name one like drill:20260715-001</source>
        <translation>{option} {realm}：不是演练域；请按 drill:20260715-001 的形式指定</translation>
    </message>
    <message>
        <source>{option}: is not a known CRS; give an EPSG number such as 4547, or gcj02, or bd09</source>
        <translation>{option}：不是已知的坐标系；请给出 EPSG 编号（如 4547），或 gcj02、bd09</translation>
    </message>
    <message>
        <source>{out}: exists already; give another name</source>
        <translation>{out}：已存在；请换一个文件名</translation>
    </message>
    <message>
        <source>{out}: is within the journals&apos; own folder; choose one outside the data folder</source>
        <translation>{out}：位于日志自己的文件夹内；请选择数据文件夹以外的位置</translation>
    </message>
    <message>
        <source>{package}: its county is open; close its windows and its backend first</source>
        <translation>{package}：该县正在使用中；请先关闭其窗口和后台</translation>
    </message>
    <message>
        <source>{path}: @{stated} places it outside the county; as {ways} it is inside: give {path}@{number}</source>
        <translation>{path}：按 @{stated} 它在县域之外；按 {ways} 则在县域之内：请写作 {path}@{number}</translation>
    </message>
    <message>
        <source>{path}: a part of it is damaged ({why}); the backend ends, and its next start rebuilds that part</source>
        <translation>{path}：部分内容已损坏（{why}）；后台即将结束，下次启动时重建该部分</translation>
    </message>
    <message>
        <source>{path}: a part of it was damaged ({why})</source>
        <translation>{path}：部分内容曾被发现已损坏（{why}）</translation>
    </message>
    <message>
        <source>{path}: all heights in the county are equal ({height} m); check the raster and its scale, or leave it out</source>
        <translation>{path}：县内高程全部相同（{height} 米）；请检查栅格及其比例系数，或不使用该文件</translation>
    </message>
    <message>
        <source>{path}: another process is changing keys; try again in a moment, or end it</source>
        <translation>{path}：另一进程正在修改密钥；请稍后再试，或结束该进程</translation>
    </message>
    <message>
        <source>{path}: attachment {name} is larger than {mb} MB; make it smaller</source>
        <translation>{path}：附件 {name} 大于 {mb} MB；请缩小</translation>
    </message>
    <message>
        <source>{path}: cannot be locked ({why}); give a folder that can be written</source>
        <translation>{path}：无法加锁（{why}）；请指定可写入的目录</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); get a complete copy</source>
        <translation>{path}：无法读取（{why}）；请取得完整的副本</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); get a complete copy, or give GeoJSON, GPKG, SHP, KML or CSV</source>
        <translation>{path}：无法读取（{why}）；请取得完整副本，或提供 GeoJSON、GPKG、SHP、KML 或 CSV</translation>
    </message>
    <message>
        <source>{path}: cannot be read as JSON ({why}); export it again</source>
        <translation>{path}：无法按 JSON 读取（{why}）；请重新导出</translation>
    </message>
    <message>
        <source>{path}: cannot be used ({why}); correct it, or delete it and add the keys again</source>
        <translation>{path}：无法使用（{why}）；请改正，或删除后重新添加密钥</translation>
    </message>
    <message>
        <source>{path}: code {code} is in no row of column {header}; {beginnings}; check --code, and whether the county was renumbered</source>
        <translation>{path}：{header} 列中没有代码 {code}；{beginnings}；请检查 --code，以及该县代码是否变更过</translation>
    </message>
    <message>
        <source>{path}: contains an archive ({files}); unpack it, and give what is in it</source>
        <translation>{path}：其中又有压缩包（{files}）；请先解压，再给出其中的文件</translation>
    </message>
    <message>
        <source>{path}: contains more than {files} files or {mb} MB; remove what the drill does not need</source>
        <translation>{path}：超过 {files} 个文件或 {mb} MB；请删除演练不需要的内容</translation>
    </message>
    <message>
        <source>{path}: contains no MSEL; export one from Blueprint</source>
        <translation>{path}：不含 MSEL；请从 Blueprint 导出</translation>
    </message>
    <message>
        <source>{path}: contains no features; give a file with the {layer}</source>
        <translation>{path}：没有要素；请提供含 {layer} 的文件</translation>
    </message>
    <message>
        <source>{path}: contains no polygon that can be used ({why}); give the outline of the county</source>
        <translation>{path}：没有可用的面（{why}）；请提供本县的边界</translation>
    </message>
    <message>
        <source>{path}: contains no town or village of county {code} ({why}); check --code and the file</source>
        <translation>{path}：没有县 {code} 的乡镇或村（{why}）；请检查 --code 和文件</translation>
    </message>
    <message>
        <source>{path}: contains several MSELs ({names}); export one</source>
        <translation>{path}：含有多个 MSEL（{names}）；请只导出一个</translation>
    </message>
    <message>
        <source>{path}: contains several layers to choose from ({listed}); give one as {example}</source>
        <translation>{path}：含有多个图层可选（{listed}）；请用 {example} 指定一个</translation>
    </message>
    <message>
        <source>{path}: contains two files {name}; pack it again</source>
        <translation>{path}：含有两个文件 {name}；请重新打包</translation>
    </message>
    <message>
        <source>{path}: contains {name}, a path out of the archive; pack it again</source>
        <translation>{path}：含有越出压缩包的路径 {name}；请重新打包</translation>
    </message>
    <message>
        <source>{path}: contains {n} TOML files beside its folders; pack exactly one scenario</source>
        <translation>{path}：文件夹之外有 {n} 个 TOML 文件；请只打包一个脚本</translation>
    </message>
    <message>
        <source>{path}: contains {n} files to choose from ({files}); give one as &quot;{path}|layername={example}&quot;, or unpack it</source>
        <translation>{path}：其中有 {n} 个文件可选（{files}）；请用 &quot;{path}|layername={example}&quot; 指定一个，或先解压</translation>
    </message>
    <message>
        <source>{path}: does not contain {name} any more; attach the file again</source>
        <translation>{path}：其中已没有 {name}；请重新添加该文件</translation>
    </message>
    <message>
        <source>{path}: does not state its CRS, and covers the county in none of the usual ones ({west} to {east}, {south} to {north}); give its EPSG number as {name}@EPSG, or write the CRS into the raster</source>
        <translation>{path}：没有写明坐标系，按常用坐标系都不能覆盖本县（{west} 至 {east}，{south} 至 {north}）；请用 {name}@EPSG 给出 EPSG 编号，或把坐标系写入栅格</translation>
    </message>
    <message>
        <source>{path}: does not state its CRS, which may be {names}; give it as {name}@EPSG</source>
        <translation>{path}：没有写明坐标系，可能是 {names}；请写作 {name}@EPSG</translation>
    </message>
    <message>
        <source>{path}: does not state where it is; give it with its world file (.tfw) or write its position into it</source>
        <translation>{path}：没有写明位置；请连同坐标文件（.tfw）一起提供，或把位置写入栅格</translation>
    </message>
    <message>
        <source>{path}: file not found; check the path given for {layer}</source>
        <translation>{path}：文件不存在；请检查 {layer} 参数的路径</translation>
    </message>
    <message>
        <source>{path}: has no layer {layer}, it is one raster; leave out what follows |</source>
        <translation>{path}：没有图层 {layer}，它是单个栅格；请去掉 | 及其后的内容</translation>
    </message>
    <message>
        <source>{path}: has none of the codes on the map ({mine}), but {theirs}; check --codes and its column of codes</source>
        <translation>{path}：没有地图上的任何代码（{mine}），而有 {theirs}；请检查 --codes 及其代码列</translation>
    </message>
    <message>
        <source>{path}: has version {version} of the format, this program reads {known}; use a newer program</source>
        <translation>{path}：格式版本为 {version}，本程序只能读 {known}；请使用更新的程序</translation>
    </message>
    <message>
        <source>{path}: has {n} bands ({bands}), and it is not clear which one contains heights; give a raster with that band alone</source>
        <translation>{path}：有 {n} 个波段（{bands}），无法确定哪个是高程；请提供只含该波段的栅格</translation>
    </message>
    <message>
        <source>{path}: has {n} bands, and {cells} cells in the county; give a raster of one band with the number of people a cell</source>
        <translation>{path}：有 {n} 个波段，本县范围内有 {cells} 个像元；请提供单波段、每像元为人数的栅格</translation>
    </message>
    <message>
        <source>{path}: has {n} outlines without the county&apos;s code or name ({choices}); give a file with the county&apos;s alone, or a column code that has {code} for it</source>
        <translation>{path}：有 {n} 个边界，均无本县的代码或名称（{choices}）；请给出只含本县边界的文件，或加 code 列并在本县一行填写 {code}</translation>
    </message>
    <message>
        <source>{path}: is a clip of format {found}, this program reads format {known}; update the program</source>
        <translation>{path}：是格式 {found} 的回放片段，本程序读取格式 {known}；请更新程序</translation>
    </message>
    <message>
        <source>{path}: is a folder; give the file in it</source>
        <translation>{path}：是文件夹；请给出其中的文件</translation>
    </message>
    <message>
        <source>{path}: is a picture ({bands}), no terrain: colours or shades are no heights; give a raster of heights in metres with 16-bit or floating-point values</source>
        <translation>{path}：是图片（{bands}），不是地形：颜色或明暗不是高程；请提供以米为单位、16 位或浮点数值的高程栅格</translation>
    </message>
    <message>
        <source>{path}: cannot be unpacked, the disk of {folder} is full; free space</source>
        <translation>{path}：无法解压，{folder} 所在的磁盘已满；请腾出空间</translation>
    </message>
    <message>
        <source>{path}: column {name} is a memo or of another kind that is not read ({kind}); save it as XLSX or CSV</source>
        <translation>{path}：列 {name} 是备注或其他无法读取的类型（{kind}）；请另存为 XLSX 或 CSV</translation>
    </message>
    <message>
        <source>{path}: has too many merged cells; save it as CSV</source>
        <translation>{path}：合并的单元格过多；请另存为 CSV</translation>
    </message>
    <message>
        <source>{path}: is damaged, or too large a workbook; open it in Excel and save it again</source>
        <translation>{path}：工作簿已损坏或过大；请用 Excel 打开后重新保存</translation>
    </message>
    <message>
        <source>{path}: is damaged; nothing can be stored</source>
        <translation>{path}：已损坏，无法保存任何内容</translation>
    </message>
    <message>
        <source>{path}: cannot be read as XML ({why}); save it as CSV</source>
        <translation>{path}：无法按 XML 读取（{why}）；请另存为 CSV</translation>
    </message>
    <message>
        <source>{path}: cannot be read as a workbook ({why}); open it in Excel and save it again</source>
        <translation>{path}：无法按工作簿读取（{why}）；请用 Excel 打开后重新保存</translation>
    </message>
    <message>
        <source>{path}: cannot be unpacked ({why}); get a complete copy</source>
        <translation>{path}：无法解压（{why}）；请重新获取完整的文件</translation>
    </message>
    <message>
        <source>{path}: columns {first} and {second} are both named {name}; rename one</source>
        <translation>{path}：第 {first} 列和第 {second} 列都叫“{name}”；请把其中一列改名</translation>
    </message>
    <message>
        <source>{path}: contains no rows below a header; give a table with both</source>
        <translation>{path}：表头下面没有数据行；请提供既有表头又有数据的表格</translation>
    </message>
    <message>
        <source>{path}: contains no rows, no list with objects; give a file with at least one</source>
        <translation>{path}：没有数据行，找不到对象列表；请提供至少有一行的文件</translation>
    </message>
    <message>
        <source>{path}: contains no table, no repeated elements with members; save it as CSV</source>
        <translation>{path}：没有表格，找不到重复的、带成员的元素；请另存为 CSV</translation>
    </message>
    <message>
        <source>{path}: contains no table, no {kind} with a header and rows; give another file</source>
        <translation>{path}：没有表格，找不到带表头和数据行的{kind}；请换一个文件</translation>
    </message>
    <message>
        <source>{path}: contains no table; give an archive with one table</source>
        <translation>{path}：其中没有表格；请提供只含一个表格的压缩包</translation>
    </message>
    <message>
        <source>{path}: contains {n} tables ({names}); name one: {example}</source>
        <translation>{path}：含有 {n} 个表格（{names}）；请指定一个：{example}</translation>
    </message>
    <message>
        <source>{path}: contains {n} {kind} with tables ({names}); name one: {example}</source>
        <translation>{path}：有 {n} 个{kind}含有表格（{names}）；请指定一个：{example}</translation>
    </message>
    <message>
        <source>{path}: has no {kind} named {name}; it has {names}</source>
        <translation>{path}：没有名为“{name}”的{kind}；现有：{names}</translation>
    </message>
    <message>
        <source>{path}: has too many kinds of elements for a table; save it as CSV</source>
        <translation>{path}：元素种类过多，不像表格；请另存为 CSV</translation>
    </message>
    <message>
        <source>{path}: is a binary workbook (XLSB); save it as XLSX</source>
        <translation>{path}：是二进制工作簿（XLSB）；请另存为 XLSX</translation>
    </message>
    <message>
        <source>{path}: is a damaged DBF; export it again</source>
        <translation>{path}：DBF 文件已损坏；请重新导出</translation>
    </message>
    <message>
        <source>{path}: is a web page without a table ({title}), maybe a login or error page; log in and download it again</source>
        <translation>{path}：是没有表格的网页（{title}），可能是登录页或出错页；请登录后重新下载</translation>
    </message>
    <message>
        <source>{path}: is an archive in an archive; unpack it first</source>
        <translation>{path}：压缩包里还是压缩包；请先解压</translation>
    </message>
    <message>
        <source>{path}: is empty; give a file with at least one row</source>
        <translation>{path}：文件是空的；请提供至少有一行的文件</translation>
    </message>
    <message>
        <source>{path}: contains none of {suffixes}, but {files}; give a file of these formats</source>
        <translation>{path}：不含 {suffixes} 文件，只有 {files}；请提供这些格式的文件</translation>
    </message>
    <message>
        <source>{path}: is missing or empty</source>
        <translation>{path}：缺失或为空</translation>
    </message>
    <message>
        <source>{path}: is missing or empty, but had {had} before; {remedy}</source>
        <translation>{path}：缺失或为空，但此前有 {had}；{remedy}</translation>
    </message>
    <message>
        <source>{path}: is not a regular file; save its content as one</source>
        <translation>{path}：不是普通文件；请将其内容另存为普通文件</translation>
    </message>
    <message>
        <source>{path}: the damaged journal was replaced; the backend ends, and its next start uses the new one</source>
        <translation>{path}：已损坏的日志已被替换；后台即将结束，下次启动时使用新的日志</translation>
    </message>
    <message>
        <source>{path}: is protected by a password; save it without one</source>
        <translation>{path}：设有密码；请另存为不带密码的文件</translation>
    </message>
    <message>
        <source>{path}: is too large a workbook; delete what is far from the table, or save it as CSV</source>
        <translation>{path}：工作簿过大；请删除离表格很远的内容，或另存为 CSV</translation>
    </message>
    <message>
        <source>{path}: only hidden {kind} contain a table ({names}); show them, or name one: {example}</source>
        <translation>{path}：只有隐藏的{kind}含有表格（{names}）；请取消隐藏，或指定一个：{example}</translation>
    </message>
    <message>
        <source>{path}: two columns are named {name}; rename one</source>
        <translation>{path}：有两列都叫“{name}”；请把其中一列改名</translation>
    </message>
    <message>
        <source>{path}: {where} should name the columns but contains {name}; put a row with their names above it</source>
        <translation>{path}：{where} 应是各列的名称，却含有 {name}；请在其上加一行列名</translation>
    </message>
    <message>
        <source>{path}: {where} {why}</source>
        <translation>{path}：{where} {why}</translation>
    </message>
    <message>
        <source>{why}; write times like 08:00-16:00 in half hours</source>
        <translation>{why}；请按半小时填写时间，如 08:00-16:00</translation>
    </message>
    <message>
        <source>{word} is no duration; write it like 15分 or 1小时30分</source>
        <translation>{word} 不是时长；请写成 15分 或 1小时30分</translation>
    </message>
    <message>
        <source>{word} is no number, 是 or 否; write texts in 「」</source>
        <translation>{word} 不是数字，也不是“是”或“否”；文字请写在「」中</translation>
    </message>
    <message>
        <source>{word} is not expected here; join conditions by 且 or 或</source>
        <translation>此处不应出现 {word}；请用“且”或“或”连接条件</translation>
    </message>
    <message>
        <source>{word} is not known here; use one of {known}</source>
        <translation>此处不认识 {word}；请用 {known} 之一</translation>
    </message>
    <message>
        <source>{word} stands where an id is expected; write ids with other signs in 「」</source>
        <translation>此处应为编号，却是 {word}；含其他符号的编号请写在「」中</translation>
    </message>
    <message>
        <source>{word}: there is no such verb of `{command}`; {remedy}</source>
        <translation>{word}：`{command}` 没有这个子命令；{remedy}</translation>
    </message>
    <message>
        <source>{number} backends of realm {realm} run here; name one: {named}</source>
        <translation>此处有 {number} 个域 {realm} 的后台在运行；请指定其一：{named}</translation>
    </message>
    <message>
        <source>{name}: {county} has no such {what}; give one like {like}</source>
        <translation>{name}：{county}没有这样的{what}；请改用类似 {like} 的名称</translation>
    </message>
    <message>
        <source>{path}: another process has held it for {seconds} s; end that process</source>
        <translation>{path}：已被另一个进程占用 {seconds} 秒；请结束该进程</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why})</source>
        <translation>{path}：无法读取（{why}）</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); check the disk</source>
        <translation>{path}：无法读取（{why}）；请检查磁盘</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); run it as the user of the backend</source>
        <translation>{path}：无法读取（{why}）；请以后台所用的用户运行</translation>
    </message>
    <message>
        <source>{path}: cannot be written ({why}); free space or give permission to write</source>
        <translation>{path}：无法写入（{why}）；请释放磁盘空间或授予写入权限</translation>
    </message>
    <message>
        <source>{path}: cannot be written ({why}); try again: the keys may be partly replaced</source>
        <translation>{path}：无法写入（{why}）；请重试：密钥可能只更换了一部分</translation>
    </message>
    <message>
        <source>{path}: is missing, so the audit log cannot be continued; restore it from a copy of the keys folder, or move {folder} away to begin a new log</source>
        <translation>{path}：文件缺失，审计日志无法续写；请从密钥文件夹的副本恢复，或移走 {folder} 以开始新的日志</translation>
    </message>
    <message>
        <source>{path}: GDAL cannot read files with ! in their path; rename it</source>
        <translation>{path}：GDAL 无法读取路径中含有 ! 的文件；请改名</translation>
    </message>
    <message>
        <source>{path}: cannot be read, files named *{suffix} are unknown; give one of {suffixes}</source>
        <translation>{path}：无法读取，不支持 *{suffix} 文件；请提供 {suffixes} 之一</translation>
    </message>
    <message>
        <source>{path}: cannot be unpacked ({why}); unpack it first</source>
        <translation>{path}：无法解压（{why}）；请先自行解压</translation>
    </message>
    <message>
        <source>{path}: claims {width} x {height} cells in {size} bytes, too many; resample it or get a complete copy</source>
        <translation>{path}：{size} 字节的文件声明了 {width} × {height} 个栅格，过多；请重采样，或获取完整的文件</translation>
    </message>
    <message>
        <source>{path}: contains a DTD or is not UTF-8 text; export it again as KML</source>
        <translation>{path}：含有 DTD，或不是 UTF-8 文本；请重新导出为 KML</translation>
    </message>
    <message>
        <source>{path}: contains a key of more than {n} parts; remove it</source>
        <translation>{path}：含有超过 {n} 段的键；请删除</translation>
    </message>
    <message>
        <source>{path}: contains two files {name}; unpack it and give the file</source>
        <translation>{path}：含有两个文件 {name}；请解压后指定文件</translation>
    </message>
    <message>
        <source>{path}: contains {name}, a path out of the archive; pack it again without folders</source>
        <translation>{path}：含有指向压缩包之外的路径 {name}；请去掉文件夹后重新压缩</translation>
    </message>
    <message>
        <source>{path}: contains {n} files, too many; unpack it first</source>
        <translation>{path}：含有 {n} 个文件，过多；请先自行解压</translation>
    </message>
    <message>
        <source>{path}: is a link that leads out of its folder; replace it by the file</source>
        <translation>{path}：是指向文件夹之外的链接；请换成文件本身</translation>
    </message>
    <message>
        <source>{path}: is a link to nothing; replace it by the file</source>
        <translation>{path}：链接的目标不存在；请换成文件本身</translation>
    </message>
    <message>
        <source>{path}: is a {what} file, not a table; save the table as XLSX or CSV</source>
        <translation>{path}：是 {what} 文件，不是表格；请把表格另存为 XLSX 或 CSV</translation>
    </message>
    <message>
        <source>{path}: is larger than {n} MB; remove what does not belong there</source>
        <translation>{path}：大于 {n} MB；请删除不属于它的内容</translation>
    </message>
    <message>
        <source>{path}: is not a file of this machine; copy it here and give its path</source>
        <translation>{path}：不是本机上的文件；请复制到本机并给出路径</translation>
    </message>
    <message>
        <source>{path}: is not a regular file; replace it by one</source>
        <translation>{path}：不是普通文件；请换成普通文件</translation>
    </message>
    <message>
        <source>{path}: is not the time of a drill ({why}); delete it: the drill then continues at its last record</source>
        <translation>{path}：不是演练的时间文件（{why}）；删除该文件后，演练从最后一条记录的时间继续</translation>
    </message>
    <message>
        <source>{name}: the link to the backend ended before the file was transferred; try again once it is connected</source>
        <translation>{name}：文件尚未传完，与后台的连接已结束；请在重新连接后再试</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); check the file, then attach it again</source>
        <translation>{path}：无法读取（{why}）；请检查文件后重新添加</translation>
    </message>
    <message>
        <source>{path}: cannot be written ({why}); save it in another folder</source>
        <translation>{path}：无法写入（{why}）；请保存到其他文件夹</translation>
    </message>
    <message>
        <source>{archive}: is not a backup; give a folder written by `main.py journal … backup`</source>
        <translation>{archive}：不是备份，请指定由 `main.py journal … backup` 写出的文件夹</translation>
    </message>
    <message>
        <source>{folder}: cannot be written ({why}); choose another folder</source>
        <translation>{folder}：无法写入（{why}），请另选文件夹</translation>
    </message>
    <message>
        <source>{name}: contains the invisible character {character} at position {place}; delete or retype it</source>
        <translation>{name}：第 {place} 个字符 {character} 不可见，请删除或重新输入</translation>
    </message>
    <message>
        <source>{path}: cannot be opened ({why})</source>
        <translation>{path}：无法打开（{why}）</translation>
    </message>
    <message>
        <source>{path}: cannot be stored ({why})</source>
        <translation>{path}：无法保存（{why}）</translation>
    </message>
    <message>
        <source>{path}: is a file; give a folder</source>
        <translation>{path}：是文件，请指定文件夹</translation>
    </message>
    <message>
        <source>{path}: is a folder; give a file</source>
        <translation>{path}：是文件夹，请指定文件</translation>
    </message>
    <message>
        <source>{path}: no such file; check the path</source>
        <translation>{path}：没有该文件，请检查路径</translation>
    </message>
    <message>
        <source>{path}: no such folder; check the path</source>
        <translation>{path}：没有该文件夹，请检查路径</translation>
    </message>
    <message>
        <source>{path}: no such key; copy the keys created by the backend</source>
        <translation>{path}：没有该密钥，请复制后台生成的密钥</translation>
    </message>
    <message>
        <source>{folder}: the supervisor of the backend cannot run ({why}); check the folder and its disk; retrying</source>
        <translation>{folder}：后台的监护进程无法运行（{why}）；请检查该文件夹及其所在磁盘；正在重试</translation>
    </message>
    <message>
        <source>{count} records did not arrive, because this program reads too slowly; a new snapshot replaces them</source>
        <translation>本程序读取过慢，有 {count} 条记录未收到；已改用新的快照</translation>
    </message>
    <message>
        <source>{count} replies were dropped, because this program reads too slowly; they are requested again</source>
        <translation>本程序读取过慢，后台丢弃了 {count} 条答复；将重新请求</translation>
    </message>
    <message>
        <source>{path}: its format is damaged ({found}); {remedy}</source>
        <translation>{path}：格式标记已损坏（{found}）；{remedy}</translation>
    </message>
    <message>
        <source>{path}: its crs is a link, or it is not valid JSON; save it in WGS84, without crs</source>
        <translation>{path}：其 crs 是链接，或不是有效的 JSON；请以 WGS84 保存，不带 crs</translation>
    </message>
    <message>
        <source>{path}: record {seq} is missing or was changed after it was written; restore a copy of the folder, or move it away to start a new journal</source>
        <translation>{path}：记录 {seq} 缺失或写入后被改动；请放回该文件夹的副本，或将其移走以新建日志</translation>
    </message>
    <message>
        <source>{path}: refers to another file for its overviews; save it as a GeoTIFF again</source>
        <translation>{path}：其概览图指向其他文件；请重新保存为 GeoTIFF</translation>
    </message>
    <message>
        <source>{path}: row {row}: a key consists of letters, digits, - _ and .; rename the row</source>
        <translation>{path}：行 {row}：键只能由字母、数字和 - _ . 组成；请给该行改名</translation>
    </message>
    <message>
        <source>{path}: row {row}: {why}; fix the row</source>
        <translation>{path}：行 {row}：{why}；请修正该行</translation>
    </message>
    <message>
        <source>{path}: row {row}: {why}; fix the row or add the entry it refers to</source>
        <translation>{path}：行 {row}：{why}；请修正该行或补上其引用的内容</translation>
    </message>
    <message>
        <source>{path}: row {row}: {why}; override the row in {own}, or add the entry it refers to</source>
        <translation>{path}：行 {row}：{why}；请在 {own} 中加入此键的行，或补上其引用的内容</translation>
    </message>
    <message>
        <source>{path}: the catalogue has no such table; name it {names}, or remove the file</source>
        <translation>{path}：目录中没有这个表；请改名为 {names}，或移走该文件</translation>
    </message>
    <message>
        <source>{path}: the catalogue&apos;s keys cannot be stored ({why})</source>
        <translation>{path}：目录条目无法保存（{why}）</translation>
    </message>
    <message>
        <source>{path}: the disk is full; free space and start again</source>
        <translation>{path}：磁盘已满；请释放空间后重新启动</translation>
    </message>
    <message>
        <source>{path}: the key of the reporters&apos; tokens in {store} is missing; restore it from a backup of the keys folder</source>
        <translation>{path}：缺少 {store} 中的报告人令牌密钥；请从密钥文件夹的备份中恢复</translation>
    </message>
    <message>
        <source>{path}: the step to format {number} failed ({why}); nothing was changed, fix that or report it</source>
        <translation>{path}：升级到格式 {number} 失败（{why}），内容未作改动；请排除原因或报告问题</translation>
    </message>
    <message>
        <source>{path}: there are no contacts here; give the data folder with --data, or the realm with --realm</source>
        <translation>{path}：此处没有联系人库；请用 --data 指定数据文件夹，或用 --realm 指定域</translation>
    </message>
    <message>
        <source>{path}: there is no journal here; give the --data folder of a backend</source>
        <translation>{path}：此处没有日志；请用 --data 指定后台的数据文件夹</translation>
    </message>
    <message>
        <source>{path}: unpacks to more than {n} MB; unpack it first</source>
        <translation>{path}：解压后超过 {n} MB；请先自行解压</translation>
    </message>
    <message>
        <source>{path}: this is a copy of the backend&apos;s own keys, which must never leave its machine; there, run `main.py keys … rotate` and `main.py keys … add NAME --out DIR`, use DIR here, and delete this copy</source>
        <translation>{path}：这是后台自身密钥的副本，绝不应离开后台所在的机器；请在那里运行 `main.py keys … rotate` 和 `main.py keys … add 名称 --out 文件夹`，在此使用该文件夹，并删除这份副本</translation>
    </message>
    <message>
        <source>{path}: is positioned by control points only; rectify it (in QGIS: Warp) and give the result</source>
        <translation>{path}：只有控制点定位；请先纠正（QGIS 中的“变形”），再提供结果</translation>
    </message>
    <message>
        <source>{path}: its CRS cannot be interpreted ({why}); remove its .prj file, the CRS is then deduced from its coordinates</source>
        <translation>{path}：无法识别其坐标系（{why}）；请删除 .prj 文件，坐标系将由坐标推断</translation>
    </message>
    <message>
        <source>{path}: its heights are in {unit}, an unknown unit; convert them to metres and say so</source>
        <translation>{path}：高程单位 {unit} 未知；请换算为米并写明</translation>
    </message>
    <message>
        <source>{path}: its layers have different CRS; give the {layer} in a separate file</source>
        <translation>{path}：各图层的坐标系不同；请用单独的文件提供 {layer}</translation>
    </message>
    <message>
        <source>{path}: its values, {least} to {most}, are no heights in metres; convert them to metres, or write their unit (cm, dm, ft) or scale into the raster</source>
        <translation>{path}：其值 {least} 至 {most} 不是以米为单位的高程；请换算为米，或把单位（cm、dm、ft）或比例系数写入栅格</translation>
    </message>
    <message>
        <source>{path}: no column of codes for the {layer} among {columns} (known headers: {known}); name it so, or add its header to resources/importing/fields.toml</source>
        <translation>{path}：{columns} 中没有 {layer} 的代码列（可识别的表头：{known}）；请改用这些表头，或把表头加入 resources/importing/fields.toml</translation>
    </message>
    <message>
        <source>{path}: no columns of coordinates among {columns} (known headers: {wanted}); name them so</source>
        <translation>{path}：{columns} 中没有坐标列（可识别的表头：{wanted}）；请改用这些表头</translation>
    </message>
    <message>
        <source>{path}: is too large a workbook; save it as XLSX</source>
        <translation>{path}：工作簿过大；请另存为 XLSX</translation>
    </message>
    <message>
        <source>{path}: does not state its CRS, and no usual one places its coordinates ({example}) in the county; {way_out}</source>
        <translation>{path}：没有写明坐标系，按常用坐标系其坐标（{example}）都不在本县；{way_out}</translation>
    </message>
    <message>
        <source>{path}: has no codes, and none of its {n} {layer} has a name that is in {codes} ({why}); check the file and --code</source>
        <translation>{path}：没有代码，{n} 个 {layer} 的名称也都不在 {codes} 中（{why}）；请检查文件和 --code</translation>
    </message>
    <message>
        <source>{path}: has no layer {layer}, but {names}; give one of these after {mark}</source>
        <translation>{path}：没有图层 {layer}，只有 {names}；请在 {mark} 之后给出其中之一</translation>
    </message>
    <message>
        <source>{path}: is in projected metres, {shift} is in degrees; leave out --crs or give {path}@EPSG for this file</source>
        <translation>{path}：是以米为单位的投影坐标，而 {shift} 是经纬度；请去掉 --crs，或用 {path}@EPSG 单独指定</translation>
    </message>
    <message>
        <source>{path}: is not in the format {format}, whatever its name; name it by its format, or export it again</source>
        <translation>{path}：虽有此扩展名，但不是 {format} 格式；请按实际格式命名，或重新导出</translation>
    </message>
    <message>
        <source>{path}: is taken as {crs}, but has coordinates in metres ({example}), and no usual CRS places them in the county; give {path}@EPSG with its number</source>
        <translation>{path}：按 {crs} 理解，但坐标以米为单位（{example}），按常用坐标系都不在本县；请用 {path}@EPSG 给出其编号</translation>
    </message>
    <message>
        <source>{path}: is {width}° wide, too wide for a county; check that it contains only one county</source>
        <translation>{path}：宽 {width}°，不可能是一个县；请检查其中是否只有一个县</translation>
    </message>
    <message>
        <source>{path}: its CRS cannot be interpreted ({why}); give {path}@EPSG with its number</source>
        <translation>{path}：无法解读其坐标系（{why}）；请用 {path}@EPSG 给出其编号</translation>
    </message>
    <message>
        <source>{path}: its degrees ({example}) can be decimal, or degrees, minutes and seconds (109.3512 for 109°35′12″), and both are in the county; write them as decimal degrees, or as 109°35′12″</source>
        <translation>{path}：其经纬度（{example}）可能是十进制度，也可能是度分秒（109.3512 即 109°35′12″），两种都在本县；请写成十进制度，或写成 109°35′12″</translation>
    </message>
    <message>
        <source>{path}: keeps data in another file, {other}; save it as GeoTIFF (in QGIS: Export &gt; Save As)</source>
        <translation>{path}：把数据存放在另一个文件 {other} 中；请另存为 GeoTIFF（QGIS：导出 &gt; 另存为）</translation>
    </message>
    <message>
        <source>{path}: no column of codes for the {layer} among {columns} (known headers: {known}); name it so, or give a list of codes and names with --codes</source>
        <translation>{path}：{columns} 中没有 {layer} 的代码列（可识别的表头：{known}）；请改用这些表头，或用 --codes 给出代码和名称表</translation>
    </message>
    <message>
        <source>{path}: no feature has a {level} code of county {code} ({why}); {beginnings}; check --code and the file</source>
        <translation>{path}：没有一个要素具有县 {code} 的 {level} 级代码（{why}）；{beginnings}；请检查 --code 和文件</translation>
    </message>
    <message>
        <source>{path}: none of its {n} features can be used as {layer} ({why}); fix the file or leave it out</source>
        <translation>{path}：{n} 个要素都不能用作 {layer}（{why}）；请修正文件，或不提供</translation>
    </message>
    <message>
        <source>{path}: none of its {n} {layer} is in the county; check its CRS and its county</source>
        <translation>{path}：{n} 个 {layer} 都不在本县；请检查坐标系以及是否属于本县</translation>
    </message>
    <message>
        <source>{path}: row {n} has text that cannot be read; open it in Excel and save it as XLSX</source>
        <translation>{path}：第 {n} 行有无法读取的文字；请用 Excel 打开后另存为 XLSX</translation>
    </message>
    <message>
        <source>{path}: the {layer} fit {whose} only when not taken as {name}; leave out @{shift}, or give {path}@wgs84; only if the file of {whose} is in {name}, too, give that with @{shift}</source>
        <translation>{path}：{layer} 不按 {name} 理解才与{whose}吻合；请去掉 @{shift}，或给出 {path}@wgs84；只有{whose}的文件也是 {name} 时，才在该文件后加 @{shift}</translation>
    </message>
    <message>
        <source>{path}: the {layer} fit {whose} only when taken as {names}; give {out} to convert it, or --crs {shift} if all files are so</source>
        <translation>{path}：{layer} 只有按 {names} 理解才与{whose}吻合；请用 {out} 转换，若所有文件都如此则用 --crs {shift}</translation>
    </message>
    <message>
        <source>{path}: the full-text index cannot be used ({why})</source>
        <translation>{path}：全文索引无法使用（{why}）</translation>
    </message>
    <message>
        <source>{path}: its heights, {least} to {most} m, look like {unit}; write the unit into the raster, or convert it to metres</source>
        <translation>{path}：高程值为 {least} 至 {most} m，单位似为{unit}；请在栅格中注明单位，或换算为米</translation>
    </message>
    <message>
        <source>{path}: is empty; get a complete copy</source>
        <translation>{path}：是空文件；请取得完整的副本</translation>
    </message>
    <message>
        <source>--level {level}: is none of {known}</source>
        <translation>--level {level}：不在 {known} 之中</translation>
    </message>
    <message>
        <source>a quantity in {field} is no number; write one</source>
        <translation>{field} 中的数量不是数字；请写数字</translation>
    </message>
    <message>
        <source>an event is no JSON object; send one of EPCIS 2.0</source>
        <translation>有事件不是 JSON 对象；请按 EPCIS 2.0 发送</translation>
    </message>
    <message>
        <source>has no time; a scan needs one</source>
        <translation>没有时间；扫描必须有时间</translation>
    </message>
    <message>
        <source>is no EPCIS document: it has no eventList; send one of EPCIS 2.0 in JSON</source>
        <translation>不是 EPCIS 文档：没有 eventList；请发送 EPCIS 2.0 的 JSON 文档</translation>
    </message>
    <message>
        <source>its values are not all between {lo} and {hi}, what the channel can measure; correct them</source>
        <translation>数值有超出 {lo} 至 {hi} 的，该通道测不出；请更正</translation>
    </message>
    <message>
        <source>lacks {fields} for inputs of figures; its columns: {columns}; name the others with --map {first}=HEADER, or give a constant with --map {first}==TEXT</source>
        <translation>按指标数值读取时缺少{fields}；现有各列：{columns}；请指定其余各列，或给出固定值</translation>
    </message>
    <message>
        <source>lacks {fields} for scans of goods; its columns: {columns}; name the others with --map {first}=HEADER, or give a constant with --map {first}==TEXT</source>
        <translation>缺少溯源扫描的{fields}；现有列：{columns}；请用 --map {first}=列名 指明，或用 --map {first}==文本 给出常量</translation>
    </message>
    <message>
        <source>line {n}</source>
        <translation>第 {n} 行</translation>
    </message>
    <message>
        <source>no calls of the hotline are recorded in the last {days} days, or nothing tells at which hours they come; report calls of hours (Input of figures, or `main.py send F`), or fill in how many come a day</source>
        <translation>最近 {days} 天没有热线来电记录，或无从得知各小时来电多少；请填报分时来电（指标填报，或 `main.py send 文件`），或填写每日人次</translation>
    </message>
    <message>
        <source>no forecast of the week from {day} was kept; open the need forecast, which makes it where enough weeks are recorded</source>
        <translation>没有保存 {day} 起一周的预测；请打开需求预测，记录足够周数时即预测</translation>
    </message>
    <message>
        <source>no row names a village of this county</source>
        <translation>没有一行是本县的村（社区）</translation>
    </message>
    <message>
        <source>no shifts are known; add them to the table staffing of the catalogue</source>
        <translation>没有班次，请在目录表 staffing 中添加</translation>
    </message>
    <message>
        <source>no village of {county} has known people, by whom sites are proposed; import villages with theirs</source>
        <translation>{county}各村人口均未知，而选址以人口为权重；请导入带人口的行政村</translation>
    </message>
    <message>
        <source>nobody has counted the people of {village}: no share of them can be reached, and an evaluator has to decide; name a village with its population, or add that to the county&apos;s data</source>
        <translation>{village} 的人口未知：无法计算转移比例，须由评估员判定；请指定已知人口的村，或在县数据中补充人口</translation>
    </message>
    <message>
        <source>none of the places named is a village with people, or a town of such ones</source>
        <translation>填写的地方都不是有人口的村（社区）或其乡镇</translation>
    </message>
    <message>
        <source>not one call was offered in the recorded time: nothing is to be staffed</source>
        <translation>记录的时间内没有一个来电，无需配置</translation>
    </message>
    <message>
        <source>report {of} is to be merged and has units sent to it as well: then it cannot be merged any more; expect one of them of another report</source>
        <translation>报告 {of} 既要并案又要派遣：派遣后不能再并案；请把其中一项改到另一条报告上</translation>
    </message>
    <message>
        <source>row {n}</source>
        <translation>第 {n} 行</translation>
    </message>
    <message>
        <source>the ages of {county} leave out some from {age} on; import bands that reach up to the oldest</source>
        <translation>{county} 的分年龄人数缺少 {age} 岁以上的部分；请导入直到最高年龄的年龄段</translation>
    </message>
    <message>
        <source>the catalogue has no queue {key}; add it to staffing.toml</source>
        <translation>目录表中没有队列 {key}，请在 staffing.toml 中添加</translation>
    </message>
    <message>
        <source>the catalogue has no settings of the queue {queue}; add them to staffing.toml</source>
        <translation>目录表中没有队列 {queue} 的设置，请在 staffing.toml 中添加</translation>
    </message>
    <message>
        <source>the county has no unit of kind {kinds}; add the units to it, or rebase it: departments then count</source>
        <translation>本县没有类型为 {kinds} 的力量：可在县数据中增加力量，或改用本县（届时以部门计）</translation>
    </message>
    <message>
        <source>the disk does not answer</source>
        <translation>磁盘没有响应</translation>
    </message>
    <message>
        <source>the drill has begun with {had}, the scenario asks for {wanted}; run it with `main.py drill run`</source>
        <translation>演练已以 {had} 开始，情景要求 {wanted}；请用 `main.py drill run` 重新运行</translation>
    </message>
    <message>
        <source>the forecast of the week from {day} has nothing about {need} in {place}</source>
        <translation>{day} 起一周的预测中没有 {place} 的 {need}</translation>
    </message>
    <message>
        <source>the journal is of county {theirs}, the map shows {ours} ({our_key}): places may be wrong</source>
        <translation>此记录属于县域 {theirs}，地图为{ours}（{our_key}）：位置可能不对</translation>
    </message>
    <message>
        <source>the limit is negative; write PT0M or more</source>
        <translation>时限为负；请写 PT0M 或更长</translation>
    </message>
    <message>
        <source>the map of the county has no {level}, whose needs could be forecast</source>
        <translation>县地图上没有可预测的地点（{level}）</translation>
    </message>
    <message>
        <source>the output {name} has no tile {kind}: time and who is on duty are not seen, and that data are synthetic or that this is a drill is written in a corner of it, over a tile where none is free; add one</source>
        <translation>输出 {name} 没有板块 {kind}：看不到时间和值班人员，合成数据或演练的标记写在它的一个角上，没有空角时盖住板块；请加一个</translation>
    </message>
    <message>
        <source>the plan item is called {title}, not {asked}; ask for it by its name</source>
        <translation>该计划项现名“{title}”，不是“{asked}”；请按现名重新查询</translation>
    </message>
    <message>
        <source>the question of the result cannot be read ({why}); ask it again</source>
        <translation>结论的问题无法读取（{why}）；请重新提问</translation>
    </message>
    <message>
        <source>the quorum is greater than the number of addressees; lower it</source>
        <translation>法定数大于对象数；请改小</translation>
    </message>
    <message>
        <source>the replay is not opened: it was closed before</source>
        <translation>回放没有打开：之前已关闭</translation>
    </message>
    <message>
        <source>the search ended with {code}: {why}</source>
        <translation>搜索以 {code} 结束：{why}</translation>
    </message>
    <message>
        <source>the table has {places} places and {needs} classes; at most {most} and {many} can be forecast</source>
        <translation>表中有 {places} 个地点、{needs} 个类别；最多预测 {most} 个地点、{many} 个类别</translation>
    </message>
    <message>
        <source>the text has {n} characters, at most {limit} are possible</source>
        <translation>内容有 {n} 个字，最多 {limit} 个字</translation>
    </message>
    <message>
        <source>the times of its profile must rise from 0 on; put them in order</source>
        <translation>时间必须从 0 起递增；请排好顺序</translation>
    </message>
    <message>
        <source>the title</source>
        <translation>表题</translation>
    </message>
    <message>
        <source>there is no group {group} in training_targets.toml</source>
        <translation>training_targets.toml 中没有类别 {group}</translation>
    </message>
    <message>
        <source>there is no metric {metric}{near}; use one of the table metrics of the catalogue</source>
        <translation>没有指标 {metric}{near}；用目录 metrics 表中的指标</translation>
    </message>
    <message>
        <source>there is no number {value}{near}; use some of {known}</source>
        <translation>没有数字 {value}{near}；从 {known} 中选</translation>
    </message>
    <message>
        <source>there is no plan item {item} at that moment</source>
        <translation>该时刻没有计划项 {item}</translation>
    </message>
    <message>
        <source>there is no result {name}; see catalog/metrics.toml</source>
        <translation>没有结论 {name}；见 catalog/metrics.toml</translation>
    </message>
    <message>
        <source>there is no sensor of kind {kind} for village {village}; correct them, or rebase it: people then tell values</source>
        <translation>村 {village} 没有类型为 {kind} 的传感器；请更正，或移到本县：改由人工报数</translation>
    </message>
    <message>
        <source>there is no source {source}{near}; use {known} or readings:KIND</source>
        <translation>没有来源 {source}{near}；用 {known} 或 readings:类型</translation>
    </message>
    <message>
        <source>there is no tile {kind}{near}; use one of {known}</source>
        <translation>没有板块 {kind}{near}；从 {known} 中选</translation>
    </message>
    <message>
        <source>this county has no sensor of kind {kind}: people tell its values, in {n} messages; add the sensors to the county, or change the inject</source>
        <translation>本县没有类型为 {kind} 的传感器：改由人工报数，共 {n} 条；可在县数据中增加传感器，或修改这条注入</translation>
    </message>
    <message>
        <source>this county has no unit of kind {kinds}: departments count instead: {departments}; add the units to the county, or change the expectation</source>
        <translation>本县没有类型为 {kinds} 的力量：改以部门计：{departments}；可在县数据中增加力量，或修改这条期望</translation>
    </message>
    <message>
        <source>too few villages to match: {n} are without the change, at least {least} and three for each village of the change are needed</source>
        <translation>可比的村不足：没有改变的只有 {n} 个，至少需要 {least} 个，且每个改变的村至少 3 个</translation>
    </message>
    <message>
        <source>too little to compare: {n} events in the villages of the change, at least {least} are needed</source>
        <translation>样本不足：改变的村只有 {n} 件事件，至少需要 {least} 件</translation>
    </message>
    <message>
        <source>too little to compare: {n} weeks before the change are recorded, at least {least} are needed</source>
        <translation>样本不足：改变之前只有 {n} 周记录，至少需要 {least} 周</translation>
    </message>
    <message>
        <source>too little to compare: {n} whole weeks after the change are recorded, at least {least} are needed</source>
        <translation>样本不足：改变之后只有 {n} 整周记录，至少需要 {least} 周</translation>
    </message>
    <message>
        <source>village {village} has no sensor of kind {kind}: sensor {id} in {division} is fed; name the village of a sensor</source>
        <translation>村 {village} 没有 {kind} 类设备，将使用 {division} 的设备 {id}；请改为有该类设备的村</translation>
    </message>
    <message>
        <source>weights of several plans have nothing in common; ask for one item</source>
        <translation>各计划的权重不能相加；请查询单个计划项</translation>
    </message>
    <message>
        <source>{baseline} is no baseline; write {empty}, {live} or {form}</source>
        <translation>初始状态 {baseline} 无效；请写 {empty}、{live} 或 {form}</translation>
    </message>
    <message>
        <source>{baseline} names no drill and time; write it like {form}</source>
        <translation>{baseline} 没有写明演练和时刻；请写成 {form}</translation>
    </message>
    <message>
        <source>{baseline}: cannot be read ({why}); choose another baseline</source>
        <translation>{baseline}：无法读取（{why}）；请选择其他初始状态</translation>
    </message>
    <message>
        <source>{baseline}: the records of {realm} are damaged; run `main.py journal … verify`</source>
        <translation>{baseline}：{realm} 的记录已损坏；请运行 `main.py journal … verify`</translation>
    </message>
    <message>
        <source>{column} {value} contradicts numerator and denominator, which give {share}; correct one of them</source>
        <translation>{column} {value} 与分子、分母不符（应为 {share}）；请更正其一</translation>
    </message>
    <message>
        <source>{column} {value} contradicts {other} {second}</source>
        <translation>{column} 的 {value} 与 {other} 的 {second} 矛盾</translation>
    </message>
    <message>
        <source>{column} {value} is no period with its year; write it like 2026年, 2026年上半年, 2026年第三季度 (2026-Q3), 2026年11月 (2026-11) or 2026-11-25</source>
        <translation>{column} {value} 不是带年份的时段；请写成 2026年、2026年上半年、2026年第三季度（2026-Q3）、2026年11月（2026-11）或 2026-11-25 等形式</translation>
    </message>
    <message>
        <source>{column} {value} is not goods with their quantity and unit, as L1 1000 KGM; separate several with ;</source>
        <translation>{column} {value} 不是“批次 数量 单位”（如 L1 1000 KGM）；多个批次请用分号隔开</translation>
    </message>
    <message>
        <source>{column} {value} is not in {unit}, the unit that is stated for it; correct one of them</source>
        <translation>{column} {value} 与所注单位 {unit} 不符；请更正其一</translation>
    </message>
    <message>
        <source>{column} {value} with the denominator {whole} does not tell the numerator; give it in a column 分子</source>
        <translation>{column} 的 {value} 与分母 {whole} 不能确定分子；请在“分子”列填写</translation>
    </message>
    <message>
        <source>{county} has no ages of its villages; import them with `main.py county import --ages F`</source>
        <translation>{county} 没有各村分年龄人数；请用 `main.py county import --ages 文件` 导入</translation>
    </message>
    <message>
        <source>{county} has no grids on its map, so that no grid workers are known; import them with `main.py county import --grids F`</source>
        <translation>{county} 的地图没有网格，网格员人数未知；请用 `main.py county import --grids 文件` 导入</translation>
    </message>
    <message>
        <source>{county} has no roads on its map, so that no travel time is known; import them with `main.py county import --roads`</source>
        <translation>{county}地图上没有道路，无法计算行程时间；请用 `main.py county import --roads` 导入</translation>
    </message>
    <message>
        <source>{county} has no villages on its map, of which coverage could be told; import them with `main.py county import --villages`</source>
        <translation>{county}地图上没有行政村，无法计算服务覆盖；请用 `main.py county import --villages` 导入</translation>
    </message>
    <message>
        <source>{count} policies with {articles} articles, {current} of them in force on {on}</source>
        <translation>{count} 份政策文件，{articles} 条；{on} 有效的 {current} 份</translation>
    </message>
    <message>
        <source>{count} villages are more than one plan holds ({limit})</source>
        <translation>{count} 个村超出一个方案的上限（{limit}）</translation>
    </message>
    <message>
        <source>{data}: has no drill {realm}; correct its name, or put its archive beside the scenario and write {form}</source>
        <translation>{data}：没有演练 {realm}；请更正名称，或把其归档文件放在情景文件旁并写成 {form}</translation>
    </message>
    <message>
        <source>{data}: has no live realm to copy; start the drill where it runs, or begin with another baseline</source>
        <translation>{data}：没有可复制的实况；请在运行实况的机器上启动演练，或选择其他初始状态</translation>
    </message>
    <message>
        <source>{day} is no day of the calendar</source>
        <translation>{day} 不是有效的日期</translation>
    </message>
    <message>
        <source>{day} is no day of the calendar; write it as 2026-12-01</source>
        <translation>{day} 不是日历中的日期；请写成 2026-12-01 这样</translation>
    </message>
    <message>
        <source>{day} is no day; write it as 2026-09-01</source>
        <translation>{day} 不是日期，请写作 2026-09-01</translation>
    </message>
    <message>
        <source>{drill} is neither a drill of this machine like 20260715-001 nor an archive ({ending}); correct it</source>
        <translation>{drill} 既不是本机的演练（如 20260715-001），也不是归档文件（{ending}）；请更正</translation>
    </message>
    <message>
        <source>{drill}: was recorded from {first} to {last}, which does not include {time}; choose a time of it</source>
        <translation>{drill}：记录自 {first} 至 {last}，不含 {time}；请选择其中的时刻</translation>
    </message>
    <message>
        <source>{field} is no list of objects; write one</source>
        <translation>{field} 不是对象列表；请改为列表</translation>
    </message>
    <message>
        <source>{field} is no list of texts; write one</source>
        <translation>{field} 不是文本列表；请改为列表</translation>
    </message>
    <message>
        <source>{field} is no time with its zone, as 2026-11-29T08:30:00+08:00</source>
        <translation>{field} 不是带时区的时间，应如 2026-11-29T08:30:00+08:00</translation>
    </message>
    <message>
        <source>{file}: cannot be read ({why})</source>
        <translation>{file}：无法读取（{why}）</translation>
    </message>
    <message>
        <source>{file}: more than {limit} documents</source>
        <translation>{file}：文件超过 {limit} 份</translation>
    </message>
    <message>
        <source>{file}: there is another document with the id {id}</source>
        <translation>{file}：已有编号为 {id} 的文件</translation>
    </message>
    <message>
        <source>{folder}: record {seq} is missing; run `main.py journal … verify`</source>
        <translation>{folder}：缺少记录 {seq}；请运行 `main.py journal … verify`</translation>
    </message>
    <message>
        <source>{folder}: the baseline cannot be written ({why}); start the drill again</source>
        <translation>{folder}：无法写入初始状态（{why}）；请重新启动演练</translation>
    </message>
    <message>
        <source>{id} is no facility of this service</source>
        <translation>该服务没有设施 {id}</translation>
    </message>
    <message>
        <source>{id} is no id; leave out &apos;/&apos;, &apos;\&apos;, &apos;:&apos;, signs that cannot be seen, and spaces around it</source>
        <translation>{id} 不能作编号；请去掉“/”“\”“:”、看不见的字符和首尾空格</translation>
    </message>
    <message>
        <source>{id}: does not say since when it is in force, and answers nothing until in_force_from is set</source>
        <translation>{id}：未说明施行日期；填写 in_force_from 之前不用于回答</translation>
    </message>
    <message>
        <source>{id}: has articles without numbers; they are cited without one</source>
        <translation>{id}：有未编条号的条文，引用时不带条号</translation>
    </message>
    <message>
        <source>{id}: supersedes a version that supersedes it; none of them is in force</source>
        <translation>{id}：与所取代的版本互相取代，均不视为现行有效</translation>
    </message>
    <message>
        <source>{id}: supersedes {old}, which is not here</source>
        <translation>{id}：取代的 {old} 不在这里</translation>
    </message>
    <message>
        <source>{id}: {no} does not follow the article before it; compare with the text</source>
        <translation>{id}：{no}与前一条条号不连续，请与原文核对</translation>
    </message>
    <message>
        <source>{indicator} is a share: give its numerator and its denominator, each in a column</source>
        <translation>“{indicator}”是比率：请各用一列给出分子和分母</translation>
    </message>
    <message>
        <source>{keys}: these keys are for another backend than that of {register}, or older than its own; make new ones with `main.py keys PACKAGE add NAME --role ROLE --out DIR`</source>
        <translation>{keys}：这些密钥不属于 {register} 的后台，或早于该后台现在的密钥；请用 `main.py keys 县域数据包 add 名称 --role 角色 --out 目录` 重新制作</translation>
    </message>
    <message>
        <source>{key} is no allowance of the catalogue; use one of {known}</source>
        <translation>目录表中没有津贴 {key}，可用：{known}</translation>
    </message>
    <message>
        <source>{key} is no class of events of the catalogue</source>
        <translation>目录表中没有事件大类 {key}</translation>
    </message>
    <message>
        <source>{key} is no field of this table{near}; use one of {known}, or remove it</source>
        <translation>{key} 不是此表的字段{near}；从 {known} 中选，或删去</translation>
    </message>
    <message>
        <source>{key}: there is no {word}{near}; use one of {known}</source>
        <translation>{key}：没有 {word} 这个选项{near}；从 {known} 中选</translation>
    </message>
    <message>
        <source>{name} is a share; write a number from 0 to 1</source>
        <translation>{name} 是比例；写 0 到 1 之间的数</translation>
    </message>
    <message>
        <source>{name} is a text; write it in quotes</source>
        <translation>{name} 是文字；写在引号里</translation>
    </message>
    <message>
        <source>{name} is no parameter of {kind}{near}; it has: {known}</source>
        <translation>{name} 不是 {kind} 的参数{near}；它有：{known}</translation>
    </message>
    <message>
        <source>{no}: a line of it begins with another number, and was taken as its text: {line}</source>
        <translation>{no}：其中一行以另一条号开头，已作为本条正文：{line}</translation>
    </message>
    <message>
        <source>{no}: has a signature or an attachment at its end; take it out: {line}</source>
        <translation>{no}：末尾含落款或附件，请删去：{line}</translation>
    </message>
    <message>
        <source>{number} rows are subtotals or parts of other rows, the first in {place} ({value}): left out, as totals are computed; where one is the only value of a town or county, write that name alone</source>
        <translation>{number} 行是小计、合计或“其中”项，首行为{place}（{value}）：已略去，合计由系统计算；若某行是乡镇或全县唯一的数值，请只写该区划的名称</translation>
    </message>
    <message>
        <source>{number} values are of divisions within which the file has values of smaller ones, e.g. {indicator} of {division} for {period}: figures count only those of the smaller ones, so give them for all of these</source>
        <translation>{number} 个数值所属区划之内，表中另有下级区划的数值，如{division} {period}“{indicator}”：统计只计下级区划的数值，请将下级区划填报齐全</translation>
    </message>
    <message>
        <source>{n} agents are more than the {most} that are simulated</source>
        <translation>{n} 名超过可模拟的 {most} 名</translation>
    </message>
    <message>
        <source>{one} and {other} differ; a person has to decide which is right</source>
        <translation>{one} 与 {other} 不一致，须由人裁定</translation>
    </message>
    <message>
        <source>{option} {why}</source>
        <translation>{option} {why}</translation>
    </message>
    <message>
        <source>{path}: ages are of villages, and the county has none; give --villages</source>
        <translation>{path}：分年龄人数按村统计，而本县没有村；请给出 --villages</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); import it again</source>
        <translation>{path}：无法读取（{why}）；请重新导入</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); open it in an office program and save it anew</source>
        <translation>{path}：无法读取（{why}）；请用办公软件打开后重新保存</translation>
    </message>
    <message>
        <source>{path}: contains no text, only pictures; it needs text recognition first</source>
        <translation>{path}：没有文字，只有图片；请先做文字识别</translation>
    </message>
    <message>
        <source>{path}: has a title, but no text below it</source>
        <translation>{path}：只有标题，没有正文</translation>
    </message>
    <message>
        <source>{path}: has more than {limit} articles; divide it</source>
        <translation>{path}：超过 {limit} 条，请拆分</translation>
    </message>
    <message>
        <source>{path}: has more than {limit} pages</source>
        <translation>{path}：超过 {limit} 页</translation>
    </message>
    <message>
        <source>{path}: has no column of classes among {headers}; name one {known}</source>
        <translation>{path}：在 {headers} 中没有地类列；请将其中一列命名为 {known}</translation>
    </message>
    <message>
        <source>{path}: has no column {wanted}; use one of {columns}</source>
        <translation>{path}：没有 {wanted} 这一列；请用 {columns} 之一</translation>
    </message>
    <message>
        <source>{path}: is an archive of format {found}, this program reads format {known}; update the program</source>
        <translation>{path}：归档格式为 {found}，本程序可读格式 {known}；请升级程序</translation>
    </message>
    <message>
        <source>{path}: is larger than {limit} MB</source>
        <translation>{path}：超过 {limit} MB</translation>
    </message>
    <message>
        <source>{path}: is larger than {mb} MB; export one MSEL</source>
        <translation>{path}：超过 {mb} MB；请只导出一个 MSEL</translation>
    </message>
    <message>
        <source>{path}: is neither DOCX nor PDF; save it in one of these formats</source>
        <translation>{path}：不是 DOCX 或 PDF；请另存为其中一种</translation>
    </message>
    <message>
        <source>{path}: is no {kind} file; choose the briefing&apos;s</source>
        <translation>{path}：不是 {kind} 文件；请选择简报文件</translation>
    </message>
    <message>
        <source>{path}: is not a clip, or a part of it is missing or damaged ({why}); get a complete copy</source>
        <translation>{path}：不是回放片段，或有缺失、损坏（{why}）；请取得完整副本</translation>
    </message>
    <message>
        <source>{path}: is not an archive of a drill, or a part of it is missing or damaged ({why}); get a complete copy</source>
        <translation>{path}：不是演练归档文件，或内容缺失、损坏（{why}）；请取得完整的副本</translation>
    </message>
    <message>
        <source>{path}: is not in UTF-8; save it as UTF-8 in the editor</source>
        <translation>{path}：不是 UTF-8 编码；请在编辑器中另存为 UTF-8</translation>
    </message>
    <message>
        <source>{path}: is the lock of a table that is open in an office program; close it there, and give {table}</source>
        <translation>{path}：是办公软件打开表格时的锁定文件；请关闭该表格，并给出 {table}</translation>
    </message>
    <message>
        <source>{path}: its cells are no class numbers ({dtype}); give a raster of whole numbers from 0</source>
        <translation>{path}：像元值不是类别编号（{dtype}）；请提供从 0 开始的整数栅格</translation>
    </message>
    <message>
        <source>{path}: its cells are not squares with north up; import it again</source>
        <translation>{path}：栅格单元不是北向上的正方形，请重新导入</translation>
    </message>
    <message>
        <source>{path}: its codes put the villages of {n} towns ({names}) in one, {code}; Excel counts on when a cell is dragged down: enter the codes again</source>
        <translation>{path}：{n} 个乡镇（{names}）的村代码都归在同一乡镇 {code}；在 Excel 中向下拖动单元格会使代码递增：请重新填写代码</translation>
    </message>
    <message>
        <source>{path}: its coordinates ({example}) have no decimal point: divided by {power} they are in the county; write them with it</source>
        <translation>{path}：坐标（{example}）缺少小数点：除以 {power} 后在本县内；请补上小数点</translation>
    </message>
    <message>
        <source>{path}: its first line is not {header}; import it again</source>
        <translation>{path}：首行不是 {header}；请重新导入</translation>
    </message>
    <message>
        <source>{path}: its heights, {least} to {most}, are whole metres only when taken as feet ({metres} m); write the unit into the raster, or convert it to metres</source>
        <translation>{path}：高程 {least} 至 {most} 只有按英尺换算才是整米（{metres} 米）；请在栅格中写明单位，或换算为米</translation>
    </message>
    <message>
        <source>{path}: its name does not tell what its numbers mean; give --landcover-legend, one of {names}</source>
        <translation>{path}：从文件名看不出编号的含义；请用 --landcover-legend 指定图例，可选 {names}</translation>
    </message>
    <message>
        <source>{path}: its rows are in several datums ({stated}); give a file for each</source>
        <translation>{path}：各行的坐标基准不一致（{stated}）；请按基准分成不同文件</translation>
    </message>
    <message>
        <source>{path}: no column of villages among {columns}; name it 代码 or 村</source>
        <translation>{path}：{columns} 中没有村的列；请命名为“代码”或“村”</translation>
    </message>
    <message>
        <source>{path}: no columns of age bands among {columns}; name them 60-64岁 or 80+, or give 年龄段 and 人数</source>
        <translation>{path}：{columns} 中没有年龄段的列；请命名为“60-64岁”“80+”，或给出“年龄段”和“人数”两列</translation>
    </message>
    <message>
        <source>{path}: none of its rows can be read</source>
        <translation>{path}：没有一行能读</translation>
    </message>
    <message>
        <source>{path}: none of its rows has heads of a village by age ({why}); fix the file or leave it out</source>
        <translation>{path}：没有一行是某村的分年龄人数（{why}）；请改正文件或不用它</translation>
    </message>
    <message>
        <source>{path}: none of its {n} polygons has a known class; use one of {classes}</source>
        <translation>{path}：{n} 个面都没有可识别的地类；请使用 {classes} 之一</translation>
    </message>
    <message>
        <source>{path}: other users can read this file; run `chmod 600 {path}`</source>
        <translation>{path}：其他用户可读此文件；请执行 `chmod 600 {path}`</translation>
    </message>
    <message>
        <source>{path}: record {seq} of this journal has another hash: it was made from another journal, or one of them was changed; name the data folder it was made from</source>
        <translation>{path}：本日志第 {seq} 条的哈希不同：它由另一个日志生成，或其中一个被改动；请指定生成它的数据文件夹</translation>
    </message>
    <message>
        <source>{path}: the numbers {stray} are no classes of {legend}; give the --landcover-legend of the file</source>
        <translation>{path}：编号 {stray} 不是 {legend} 的类别；请用 --landcover-legend 指定该文件的图例</translation>
    </message>
    <message>
        <source>{path}: there is no such archive of a drill; put it beside the scenario</source>
        <translation>{path}：没有这个演练归档文件；请把它放在情景文件旁</translation>
    </message>
    <message>
        <source>{path}: this journal has no briefing {id}; name the data folder it was made from</source>
        <translation>{path}：本日志没有简报 {id}；请指定生成它的数据文件夹</translation>
    </message>
    <message>
        <source>{path}: unpacks into more than {limit} MB, which no briefing does; choose the briefing&apos;s file</source>
        <translation>{path}：解压后超过 {limit} MB，不可能是简报；请选择简报文件</translation>
    </message>
    <message>
        <source>{path}: unpacks to more than {limit} MB</source>
        <translation>{path}：解压后超过 {limit} MB</translation>
    </message>
    <message>
        <source>{path}: was changed after the backup was made; take another backup</source>
        <translation>{path}：备份之后被改动；请改用其他备份</translation>
    </message>
    <message>
        <source>{path}: was changed meanwhile ({why}); get a complete copy</source>
        <translation>{path}：读取期间被改动（{why}）；请取得完整副本</translation>
    </message>
    <message>
        <source>{path}: was changed, or belongs to another audit.key</source>
        <translation>{path}：已被改动，或属于另一个 audit.key</translation>
    </message>
    <message>
        <source>{path}: was changed, or belongs to another journal.key; restore the keys folder from a backup</source>
        <translation>{path}：被改动过，或属于另一个 journal.key；请恢复 keys 文件夹的备份</translation>
    </message>
    <message>
        <source>{path}: was imported before, as {target}; edit that file</source>
        <translation>{path}：此前已导入为 {target}；请直接修改该文件</translation>
    </message>
    <message>
        <source>{path}: was not part of the package so far, but from format 2 on its tables are used; move it away, migrate, and move it back if they should be used</source>
        <translation>{path}：此前不属于数据包，但自格式 2 起其中的表会生效；请先移走再升级，确需生效的再放回</translation>
    </message>
    <message>
        <source>{path}: {above} is a file; give another path</source>
        <translation>{path}：{above} 是文件，请另选路径</translation>
    </message>
    <message>
        <source>{path}: {count} articles, written to {target}</source>
        <translation>{path}：{count} 条，已写入 {target}</translation>
    </message>
    <message>
        <source>{path}: {fault}; take another backup, or run `main.py journal … repair` on the journal it was made of</source>
        <translation>{path}：{fault}；请改用其他备份，或用 main.py journal … repair 修复其来源</translation>
    </message>
    <message>
        <source>{path}: {fault}; {remedy}</source>
        <translation>{path}：{fault}；{remedy}</translation>
    </message>
    <message>
        <source>{path}: {name}, a file of the scenario, is missing or damaged there; restore the backup of this realm</source>
        <translation>{path}：缺少脚本文件 {name} 或文件已损坏；请恢复该演练域的备份</translation>
    </message>
    <message>
        <source>{path}: {no} has more than {limit} characters; divide it</source>
        <translation>{path}：{no}超过 {limit} 字，请拆分</translation>
    </message>
    <message>
        <source>{path}: {part} is missing next to it; copy all files of the Shapefile</source>
        <translation>{path}：旁边缺少 {part}；请复制该 Shapefile 的全部文件</translation>
    </message>
    <message>
        <source>{path}: {stated}, and its coordinates ({example}) may be {ways}; {way_out}</source>
        <translation>{path}：{stated}，其坐标（{example}）可能是 {ways}；{way_out}</translation>
    </message>
    <message>
        <source>{path}: {where} states {datum}, which is in degrees, but the coordinates are in metres; correct the column</source>
        <translation>{path}：{where} 写的是 {datum}（经纬度），但坐标以米为单位；请更正该列</translation>
    </message>
    <message>
        <source>{path}: {where}: {why}; fix the line, `main.py county check {folder}` lists all</source>
        <translation>{path}：{where}：{why}；请改正该行，`main.py county check {folder}` 列出全部</translation>
    </message>
    <message>
        <source>{path}: {why}</source>
        <translation>{path}：{why}</translation>
    </message>
    <message>
        <source>{path}: {why} as {used}, but covers it as {names}; give {name}@{number}</source>
        <translation>{path}：按 {used} {why}，按 {names} 则能覆盖；请写作 {name}@{number}</translation>
    </message>
    <message>
        <source>{path}: {why}; as feet they are {least} to {most} m: if they are feet write that unit into the raster, else correct its unit, scale or CRS</source>
        <translation>{path}：{why}；按英尺换算为 {least} 至 {most} 米：如确为英尺，请在栅格中写明单位，否则请更正单位、比例或坐标系</translation>
    </message>
    <message>
        <source>{path}: {why}; everything is unchanged</source>
        <translation>{path}：{why}；一切保持原样</translation>
    </message>
    <message>
        <source>{path}: {why}; fix the line</source>
        <translation>{path}：{why}；请修正该行</translation>
    </message>
    <message>
        <source>{path}: {why}; fix the line or name another folder</source>
        <translation>{path}：{why}；请修正该行或另指定文件夹</translation>
    </message>
    <message>
        <source>{path}: {why}; fix the line or rebuild the package</source>
        <translation>{path}：{why}；请修正该行或重新生成数据包</translation>
    </message>
    <message>
        <source>{path}: {why}; get a complete copy</source>
        <translation>{path}：{why}；请取得完整副本</translation>
    </message>
    <message>
        <source>{path}: {why}; give a file that can be read</source>
        <translation>{path}：{why}，请指定可读取的文件</translation>
    </message>
    <message>
        <source>{path}: {why}; give a raster of the county&apos;s area</source>
        <translation>{path}：{why}；请提供本县范围的栅格</translation>
    </message>
    <message>
        <source>{path}: {why}; restore the file</source>
        <translation>{path}：{why}；请恢复该文件</translation>
    </message>
    <message>
        <source>{path}: {why}; restore the file or fix the line</source>
        <translation>{path}：{why}；请恢复文件或修正该行</translation>
    </message>
    <message>
        <source>{path}: {why}; {remedy}</source>
        <translation>{path}：{why}；{remedy}</translation>
    </message>
    <message>
        <source>{path}@{shift}: a raster cannot be converted from shifted degrees; leave out @{shift} if it is not shifted, as most are, or give it in CGCS2000 or WGS84</source>
        <translation>{path}@{shift}：栅格不能由偏移坐标换算；若与多数栅格一样未偏移，请去掉 @{shift}，否则请提供 CGCS2000 或 WGS84 的栅格</translation>
    </message>
    <message>
        <source>{period} is no quarter, half-year or year</source>
        <translation>{period} 不是季度、半年或年</translation>
    </message>
    <message>
        <source>{person} has role {other} already; a person has one role a drill</source>
        <translation>{person} 已有角色 {other}；每人在一次演练中只有一个角色</translation>
    </message>
    <message>
        <source>{realm} is not a name of a realm; write live, or drill: and 1 to 40 small letters, digits, hyphens</source>
        <translation>{realm}：没有这样的域名称；请写 live，或 drill: 加 1 至 40 个小写字母、数字、连字符</translation>
    </message>
    <message>
        <source>{realm}: is not over yet; end it, then report on it</source>
        <translation>{realm}：演练尚未结束；请先结束演练，再生成报告</translation>
    </message>
    <message>
        <source>{realm}: no scenario was loaded in it; there is nothing to report on</source>
        <translation>{realm}：没有载入过脚本，无可报告</translation>
    </message>
    <message>
        <source>{realm}: was never started, so that it has no time to go back to; choose another drill</source>
        <translation>{realm}：从未开始，没有可以回到的时刻；请选择其他演练</translation>
    </message>
    <message>
        <source>{realm}: was never started; there is nothing to report on</source>
        <translation>{realm}：演练从未开始，无可报告</translation>
    </message>
    <message>
        <source>{realm}: {why}</source>
        <translation>{realm}：{why}</translation>
    </message>
    <message>
        <source>{rest} cannot be read as part of a condition; correct it</source>
        <translation>{rest} 无法作为条件读取；请改正</translation>
    </message>
    <message>
        <source>{second} of {agents} agents are to serve special matters; give no more than there are</source>
        <translation>{agents} 名中有 {second} 名办专席事项，不能多于总数</translation>
    </message>
    <message>
        <source>{service} is no service of the catalogue; use one of {known}</source>
        <translation>目录中没有服务 {service}；请使用 {known} 之一</translation>
    </message>
    <message>
        <source>{sheet}, {where}: cannot be read ({why}); correct it</source>
        <translation>{sheet} {where}：无法读取（{why}）；请改正</translation>
    </message>
    <message>
        <source>{sheet}, {where}: {why}</source>
        <translation>{sheet} {where}：{why}</translation>
    </message>
    <message>
        <source>{sign} is no comparison; use = ≠ &lt; ≤ &gt; or ≥</source>
        <translation>{sign} 不是比较符号；请用 = ≠ &lt; ≤ &gt; 或 ≥</translation>
    </message>
    <message>
        <source>{source}: lies in {folder}, the folder for the new package; name a new folder</source>
        <translation>{source}：位于新数据包的目标文件夹 {folder} 中；请另指定一个新文件夹</translation>
    </message>
    <message>
        <source>{source}: there is no kind of sensor {kind}{near}; use one of {known}</source>
        <translation>{source}：没有感知设备类型 {kind}{near}；从 {known} 中选</translation>
    </message>
    <message>
        <source>{text!r} is no number of counters and span; write 6@09:00-17:00</source>
        <translation>{text!r} 不是窗口数和时间，请写作 6@09:00-17:00</translation>
    </message>
    <message>
        <source>{title} was withdrawn from its plan and counts for nothing</source>
        <translation>“{title}”已取消，不计入计划</translation>
    </message>
    <message>
        <source>{type} is no type of event; send one of {types}</source>
        <translation>{type} 不是事件类型；可用 {types}</translation>
    </message>
    <message>
        <source>{type} needs an action: ADD, OBSERVE or DELETE</source>
        <translation>{type} 需要 action：ADD、OBSERVE 或 DELETE</translation>
    </message>
    <message>
        <source>{value} can be several places: {places}; name the town, too</source>
        <translation>{value} 可能是多个地方：{places}；请一并写明乡镇</translation>
    </message>
    <message>
        <source>{value} is in {other}, not in {county}</source>
        <translation>{value} 在{other}，不在{county}</translation>
    </message>
    <message>
        <source>{value} is named twice; remove one</source>
        <translation>{value} 写了两次；删去一个</translation>
    </message>
    <message>
        <source>{value} is no town of the county; correct it</source>
        <translation>{value} 不是本县的乡镇（街道）；请更正</translation>
    </message>
    <message>
        <source>{value} is not in {town}, but there is {places}; correct one of them</source>
        <translation>{value} 不在{town}，本县有{places}；请更正其一</translation>
    </message>
    <message>
        <source>{value} is the code of no town, village or grid of the county; correct it</source>
        <translation>{value} 不是本县乡镇、村或网格的代码；请更正</translation>
    </message>
    <message>
        <source>{value} names no place of the county; write town and village{nearest}</source>
        <translation>{value} 中没有本县的地名；请写明乡镇和村{nearest}</translation>
    </message>
    <message>
        <source>{text} is no background traffic; write it like {form}, or leave it out</source>
        <translation>{text} 不是背景流量的写法；请写成 {form}，或去掉该项</translation>
    </message>
    <message>
        <source>{what}; fix the row</source>
        <translation>{what}；请改正该行</translation>
    </message>
    <message>
        <source>{where}: is too long for a cell of a workbook; keep it in the TOML file, or shorten it</source>
        <translation>{where}：超出工作簿单元格的长度；请保留在 TOML 文件中，或缩短</translation>
    </message>
    <message>
        <source>{where}: more than {most} people; give each desktop a key of its own, with the people of its shifts</source>
        <translation>{where}：人员超过 {most} 人；请为每个桌面单独发密钥，并登记其值班人员</translation>
    </message>
    <message>
        <source>{verb}: there is no such verb; choose one of {verbs}</source>
        <translation>{verb}：没有这个子命令；请从 {verbs} 中选择</translation>
    </message>
    <message>
        <source>{where}: no role; give one of {roles}</source>
        <translation>{where}：不是角色；请给出 {roles} 之一</translation>
    </message>
    <message>
        <source>{where}: only a gateway delivers sensors; give the role gateway</source>
        <translation>{where}：只有接入网关传送传感器数据；请给予角色 gateway</translation>
    </message>
    <message>
        <source>{where}: the role unit and the name of a unit go together; give both</source>
        <translation>{where}：角色 unit 须与处置单位名称同时给出</translation>
    </message>
    <message>
        <source>{where}: {why}</source>
        <translation>{where}：{why}</translation>
    </message>
    <message>
        <source>{where}: {why}; use statistical codes</source>
        <translation>{where}：{why}；请使用统计用区划代码</translation>
    </message>
    <message>
        <source>--name is empty; give the county&apos;s name</source>
        <translation>--name 为空；请给出县名</translation>
    </message>
    <message>
        <source>a frame could not be decoded ({why}); both sides must be of the same version</source>
        <translation>数据帧无法解码（{why}）；前后台版本须一致</translation>
    </message>
    <message>
        <source>realm {ours} runs here, not {theirs}; name that realm</source>
        <translation>后台运行的是 {ours}，而非 {theirs}；请使用该域</translation>
    </message>
    <message>
        <source>sensor {sensor}: the catalogue has no sensor kind {kind!r}; add it to resources/catalog/sensor_kinds.toml, or rebuild the package</source>
        <translation>传感器 {sensor}：目录中没有设备类型 {kind!r}；请在 resources/catalog/sensor_kinds.toml 中添加，或重新生成数据包</translation>
    </message>
    <message>
        <source>the backend runs {theirs} ({their_key}, EPSG {their_epsg}), this map shows {ours} ({our_key}, EPSG {our_epsg}); open the package that the backend has</source>
        <translation>后台运行的是 {theirs}（{their_key}，EPSG {their_epsg}），本图显示的是 {ours}（{our_key}，EPSG {our_epsg}）；请打开后台所用的数据包</translation>
    </message>
    <message>
        <source>{folder}: no county package here ({manifest} is missing); build one with `main.py county new {folder}`</source>
        <translation>{folder}：此处没有县域数据包（缺少 {manifest}）；可用 main.py county new {folder} 生成</translation>
    </message>
    <message>
        <source>{folder}: the keys cannot be created ({why}); choose a writable folder</source>
        <translation>{folder}：无法生成密钥（{why}）；请指定可写的文件夹</translation>
    </message>
    <message>
        <source>{folder}: {file} is missing; rebuild the package</source>
        <translation>{folder}：缺少 {file}；请重新生成数据包</translation>
    </message>
    <message>
        <source>{path}: cannot be opened ({why}); rebuild the package</source>
        <translation>{path}：无法打开（{why}）；请重新生成数据包</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); rebuild the package</source>
        <translation>{path}：无法读取（{why}）；请重新生成数据包</translation>
    </message>
    <message>
        <source>a frame without a topic arrived; use this protocol (realm/lane NUL MessagePack)</source>
        <translation>收到没有主题的数据帧；请使用本协议（realm/lane NUL MessagePack）</translation>
    </message>
    <message>
        <source>a history with mismatched column lengths arrived; both sides must be of the same version</source>
        <translation>收到的历史数据各列长度不一；前后台版本须一致</translation>
    </message>
    <message>
        <source>a message of more than {limit} bytes arrived; send smaller messages</source>
        <translation>收到超过 {limit} 字节的消息；请分次发送</translation>
    </message>
    <message>
        <source>a nested Part arrived; send parts of a message</source>
        <translation>收到嵌套的分片；请直接发送消息的分片</translation>
    </message>
    <message>
        <source>a snapshot could not be read ({why}); both sides must be of the same version</source>
        <translation>快照无法读取（{why}）；前后台版本须一致</translation>
    </message>
    <message>
        <source>a reply was aborted ({why}); it is requested again, details are in the backend&apos;s log</source>
        <translation>答复中断（{why}）；将重新请求，详见后台日志</translation>
    </message>
    <message>
        <source>the text is empty; give the reporter&apos;s name and phone as reported, or a token r-…</source>
        <translation>空文本不指向任何人；请给出上报时的姓名与电话，或令牌 r-…</translation>
    </message>
    <message>
        <source>the backend uses another protocol; update the older side</source>
        <translation>对方使用另一版协议；请升级较旧的一方</translation>
    </message>
    <message>
        <source>catalog/{table}.toml: row {row} is missing, but the journal was written with it{others}; restore the row with retired = true</source>
        <translation>catalog/{table}.toml：缺少行 {row}，而该日志曾带着它运行{others}；请以 retired = true 恢复该行</translation>
    </message>
    <message>
        <source>closed road {road} is not in this county; remove it from the closures</source>
        <translation>封闭道路 {road} 不在本县；请从封路清单中删除</translation>
    </message>
    <message>
        <source>key {key} may do nothing in realm {realm}; ask the administrator for a role there</source>
        <translation>密钥 {key} 在域 {realm} 中没有任何权限；请向管理员申请角色</translation>
    </message>
    <message>
        <source>main.py serve: exit code {code}</source>
        <translation>后台进程（main.py serve）异常结束，退出码 {code}</translation>
    </message>
    <message>
        <source>more than {limit} requests are waiting for a reply; send again when they are answered</source>
        <translation>待答复的查询超过 {limit} 个；请稍后再查</translation>
    </message>
    <message>
        <source>no reply within {seconds} s; repeat the request when the backend replies</source>
        <translation>{seconds} 秒内无应答；请待后台应答后再查询</translation>
    </message>
    <message>
        <source>realm {theirs} is running there, not {ours}; specify that realm</source>
        <translation>后台运行的是 {theirs}，而非 {ours}；请使用该域</translation>
    </message>
    <message>
        <source>record {seq} ({kind}) does not fit the data of this window ({why}): the thing it concerns may be shown wrongly; close the window and open it again, and report it with the log</source>
        <translation>记录 {seq}（{kind}）与本窗口的数据不符（{why}），相关内容可能有误；请关闭窗口后重新打开，并附上日志报告问题</translation>
    </message>
    <message>
        <source>record {seq} ({tag}) cannot be read here ({why}); update this program to the backend&apos;s version</source>
        <translation>记录 {seq}（{tag}）在此无法读取（{why}）；请将本程序升级到后台的版本</translation>
    </message>
    <message>
        <source>record {seq}: its bytes are not a record ({why}); run `main.py journal … verify`</source>
        <translation>记录 {seq}：内容不是有效记录（{why}）；请运行 main.py journal … verify</translation>
    </message>
    <message>
        <source>record {seq}: its bytes are those of record {found}</source>
        <translation>记录 {seq}：其内容属于记录 {found}</translation>
    </message>
    <message>
        <source>record {seq}: {tag} is unknown to this program; update the program</source>
        <translation>记录 {seq}：本程序不识别 {tag}；请升级程序</translation>
    </message>
    <message>
        <source>record {seq}: {tag} cannot be read ({why}); update the program, or run `main.py journal … verify`</source>
        <translation>记录 {seq}：{tag} 无法读取（{why}）；请升级程序，或运行 main.py journal … verify</translation>
    </message>
    <message>
        <source>record {seq}: {tag} of schema {schema}, this program reads 1 to {known}; update the program</source>
        <translation>记录 {seq}：{tag} 的版本为 {schema}，本程序只能读取 1 至 {known}；请升级程序</translation>
    </message>
    <message>
        <source>records {first} to {last} are missing and were requested again</source>
        <translation>缺少记录 {first} 至 {last}，正在重新请求</translation>
    </message>
    <message>
        <source>resource {resource}: the catalogue has no resource kind {kind!r}; add it to {own}, or rebuild the package</source>
        <translation>资源 {resource}：目录中没有资源类型 {kind!r}；请在 {own} 中添加，或重新生成数据包</translation>
    </message>
    <message>
        <source>the backend&apos;s catalogue has changed; open the county again to load it</source>
        <translation>后台的目录已变更；请重新打开该县以采用新目录</translation>
    </message>
    <message>
        <source>the catalogue that was received cannot be used ({why}); run one version of the program on both sides</source>
        <translation>收到的目录无法使用（{why}）；前后台须运行同一版本</translation>
    </message>
    <message>
        <source>the disk has not completed a commit for {seconds} s; the backend stops without it, and it was not acknowledged; check the disk, then start the backend again</source>
        <translation>磁盘已有 {seconds} 秒未完成提交；后台将放弃该提交并退出，未向任何人确认其已保存；请检查磁盘后重新启动</translation>
    </message>
    <message>
        <source>the request is longer than {limit} bytes; send a shorter one</source>
        <translation>查询超过 {limit} 字节；请缩短</translation>
    </message>
    <message>
        <source>{address}: another program has taken this port meanwhile; the backend moves to {new}</source>
        <translation>{address}：此端口已被其他程序占用；后台改用 {new}</translation>
    </message>
    <message>
        <source>{address}: is not the address of a backend ({why}); write it like tcp://10.0.0.5:5570</source>
        <translation>{address}：不是后台地址（{why}）；请按 tcp://10.0.0.5:5570 的形式填写</translation>
    </message>
    <message>
        <source>{address}: is not the address of a backend; write it like tcp://10.0.0.5:5570</source>
        <translation>{address}：不是后台地址；请按 tcp://10.0.0.5:5570 的形式填写</translation>
    </message>
    <message>
        <source>{address}: no reply for {seconds} s; is the backend running there, and are these its keys?</source>
        <translation>{address}：{seconds} 秒内无应答；请确认后台正在该地址运行，且密钥与之相符</translation>
    </message>
    <message>
        <source>{address}: {port} is not a valid port; choose one from {first} to {last}</source>
        <translation>{address}：没有编号为 {port} 的端口；请填写 {first} 到 {last} 之间的端口</translation>
    </message>
    <message>
        <source>{address}: the backend replies, but no data arrives from {endpoint}; allow it in the firewall</source>
        <translation>{address}：后台有应答，但 {endpoint} 没有数据；请在防火墙中放行</translation>
    </message>
    <message>
        <source>{address}: the backend does not admit this key; it needs `main.py keys add` there, or a role</source>
        <translation>{address}：后台不接受此密钥；请在后台用 main.py keys add 生成，或在该域为其设置角色</translation>
    </message>
    <message>
        <source>{address}: no reply from the backend yet: it may not be running there, the address may belong to another program, or the server.key next to this key to another backend; retrying for {seconds} s</source>
        <translation>{address}：后台尚未应答：它可能没有在此运行，该地址可能属于其他程序，或此密钥旁的 server.key 属于另一个后台；{seconds} 秒内继续尝试</translation>
    </message>
    <message>
        <source>{address}: the link has ended ({error}); start the program again and report it</source>
        <translation>{address}：连接已终止（{error}）；请重新启动程序并报告问题</translation>
    </message>
    <message>
        <source>{address}: {why}</source>
        <translation>{address}：{why}</translation>
    </message>
    <message>
        <source>{archive}: is of realm {found}, not of {realm}; choose it with --realm</source>
        <translation>{archive}：属于域 {found}，而非 {realm}；请用 --realm 指明</translation>
    </message>
    <message>
        <source>{code}: {county} has no such division; give the code of the county, a town, a village or a grid, like {like}</source>
        <translation>{code}：{county}没有这个区划；请填写县、乡镇、村或网格的代码，例如 {like}</translation>
    </message>
    <message>
        <source>{data}: cannot be migrated to the current layout ({why}); everything is unchanged</source>
        <translation>{data}：无法迁移到现行的文件夹结构（{why}）；一切保持原样</translation>
    </message>
    <message>
        <source>{folder}: a restore was interrupted before its last step; start the backend, or restore again: either completes it</source>
        <translation>{folder}：恢复在最后一步之前中断；请启动后台，或再次执行恢复，两者都会完成它</translation>
    </message>
    <message>
        <source>{folder}: belongs to county {mine}, the backup to {theirs}; give another --data folder</source>
        <translation>{folder}：属于县 {mine}，而备份属于 {theirs}；请用 --data 指定其他文件夹</translation>
    </message>
    <message>
        <source>{folder}: holds the county {name}; name another folder</source>
        <translation>{folder}：其中已有县域数据包“{name}”；请另选文件夹</translation>
    </message>
    <message>
        <source>{folder}: {needed} kB cannot be written there, so nothing can be recorded ({why}); free space, then start again</source>
        <translation>{folder}：无法在此记录任何内容，{needed} kB 也写不下（{why}）；请腾出空间后重新启动</translation>
    </message>
    <message>
        <source>{folder}: the migration changed the county&apos;s identity; report it</source>
        <translation>{folder}：升级改变了县的标识；请报告问题</translation>
    </message>
    <message>
        <source>{folder}: the step to format {number} did not result in it; report it</source>
        <translation>{folder}：未能升级到格式 {number}；请报告问题</translation>
    </message>
    <message>
        <source>{folder}: {why}; check it with `main.py journal … verify`, or restore a backup</source>
        <translation>{folder}：{why}；请用 main.py journal … verify 检查，或恢复备份</translation>
    </message>
    <message>
        <source>{keys}: the key that sealed {path} is missing; restore it from a backup</source>
        <translation>{keys}：缺少用于签封 {path} 的密钥；请从备份中恢复</translation>
    </message>
    <message>
        <source>{kind} failed ({why}); the backend&apos;s log has more</source>
        <translation>{kind} 处理失败（{why}），详见后台日志</translation>
    </message>
    <message>
        <source>{listen}: cannot listen here ({why}); give another --listen address</source>
        <translation>{listen}：无法在此监听（{why}）；请用 --listen 指定其他地址</translation>
    </message>
    <message>
        <source>{named}: cannot be checked without the county&apos;s package; give that before the verb, too: `main.py keys PACKAGE --data DIR add …`</source>
        <translation>{named}：没有县域数据包，无法判断本县是否有它；请在子命令前同时写明数据包：`main.py keys 数据包 --data 文件夹 add …`</translation>
    </message>
    <message>
        <source>{name}: a key of this name is registered; choose another one, or revoke it first</source>
        <translation>{name}：已有同名密钥；请另取名称，或先吊销原密钥</translation>
    </message>
    <message>
        <source>{name}: not a valid name for a key; use 1 to {most} letters, digits, hyphens and underscores</source>
        <translation>{name}：不能用作密钥名称；请用 1 至 {most} 个字母、数字、连字符或下划线</translation>
    </message>
    <message>
        <source>{name}: no key of this name is registered; registered: {known}</source>
        <translation>{name}：没有此名称的密钥；现有：{known}</translation>
    </message>
    <message>
        <source>{name}: not a valid name of a person; use 1 to {most} characters of one line</source>
        <translation>{name}：不是有效姓名；请用 1 至 {most} 个字符，不换行</translation>
    </message>
    <message>
        <source>{name}: this key has no role; register it with `main.py keys`</source>
        <translation>{name}：此密钥没有角色；请用 main.py keys 登记</translation>
    </message>
    <message>
        <source>{name}: this key has no role; revoke it and add it again</source>
        <translation>{name}：该密钥没有角色；请吊销后重新添加</translation>
    </message>
    <message>
        <source>{name}: this key is not registered any more; ask the administrator for a new one</source>
        <translation>{name}：此密钥已注销；请向管理员申请新密钥</translation>
    </message>
    <message>
        <source>{name}: this key may do nothing in {realm}; ask the administrator for a role there</source>
        <translation>{name}：此密钥在 {realm} 中没有任何权限；请向管理员申请角色</translation>
    </message>
    <message>
        <source>{name}: this name is reserved; choose another one</source>
        <translation>{name}：此名称为系统保留；请另取名称</translation>
    </message>
    <message>
        <source>{old}: an earlier version has continued this old journal next to {folder}; move one of the two away</source>
        <translation>{old}：旧版程序仍在使用 {folder} 旁的这份旧日志；请移走其中一份</translation>
    </message>
    <message>
        <source>{out}: exists already; give a folder that is new or empty</source>
        <translation>{out}：已存在；请指定新的或空的文件夹</translation>
    </message>
    <message>
        <source>{out}: this folder is not empty; give a new one with --out</source>
        <translation>{out}：此文件夹不为空；请用 --out 指定新文件夹</translation>
    </message>
    <message>
        <source>{path}: another backend has this journal open; stop it, or give another --data folder</source>
        <translation>{path}：另一个后台正在使用此日志；请停止它，或用 --data 指定其他文件夹</translation>
    </message>
    <message>
        <source>{path}: another program has this journal open; stop it, or give another --data folder</source>
        <translation>{path}：另一个程序正在使用此日志；请停止它，或用 --data 指定其他文件夹</translation>
    </message>
    <message>
        <source>{path}: belongs to {name} {found}, not to {wanted}; give another --data folder</source>
        <translation>{path}：属于 {name} {found}，而非 {wanted}；请用 --data 指定其他文件夹</translation>
    </message>
    <message>
        <source>{path}: cannot be copied ({why}); save the intact part with `main.py journal … repair`</source>
        <translation>{path}：无法复制（{why}）；请用 main.py journal … repair 保存完好部分</translation>
    </message>
    <message>
        <source>{path}: cannot be deleted ({why}); the key may still be admitted</source>
        <translation>{path}：无法删除（{why}）；该密钥可能仍被接受</translation>
    </message>
    <message>
        <source>{path}: cannot be created ({why}); choose a writable --data folder</source>
        <translation>{path}：无法创建（{why}）；请用 --data 指定可写的文件夹</translation>
    </message>
    <message>
        <source>{path}: cannot be migrated ({why}); free space and start again, everything is unchanged</source>
        <translation>{path}：无法移动（{why}）；请释放空间后重新启动，一切保持原样</translation>
    </message>
    <message>
        <source>{path}: cannot be opened ({why}); choose a writable --data folder</source>
        <translation>{path}：无法打开（{why}）；请用 --data 指定可写的文件夹</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); check its permissions</source>
        <translation>{path}：无法读取（{why}）；请检查其权限</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); give the data folder of a backend</source>
        <translation>{path}：无法读取（{why}）；请指定后台的数据文件夹</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); make it a folder of tables</source>
        <translation>{path}：无法读取（{why}）；它应是存放目录表的文件夹</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); restore the keys folder from a backup</source>
        <translation>{path}：无法读取（{why}）；请恢复 keys 文件夹的备份</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); restore it from a backup</source>
        <translation>{path}：无法读取（{why}）；请从备份中恢复</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({why}); take another backup</source>
        <translation>{path}：无法读取（{why}）；请改用其他备份</translation>
    </message>
    <message>
        <source>{path}: cannot be used ({why}); correct it, or register the key again</source>
        <translation>{path}：无法使用（{why}）；请改正，或重新登记密钥</translation>
    </message>
    <message>
        <source>{path}: cannot be used ({why}); write lines like desk1 = [&quot;director&quot;]</source>
        <translation>{path}：无法使用（{why}）；请按 desk1 = [&quot;director&quot;] 的形式逐行书写</translation>
    </message>
    <message>
        <source>{path}: cannot be written ({why})</source>
        <translation>{path}：无法写入（{why}）</translation>
    </message>
    <message>
        <source>{path}: cannot be written ({why}); give a folder that can be written</source>
        <translation>{path}：无法写入（{why}）；请指定可写的文件夹</translation>
    </message>
    <message>
        <source>{path}: cannot be written ({why}); give another folder or permission to write</source>
        <translation>{path}：无法写入（{why}）；请指定其他文件夹，或给予写权限</translation>
    </message>
    <message>
        <source>{path}: ends with record {last}, its last commit with record {seq}; {remedy}</source>
        <translation>{path}：止于记录 {last}，而最后一次提交止于记录 {seq}；{remedy}</translation>
    </message>
    <message>
        <source>{path}: format {found} is newer than this program; update the program</source>
        <translation>{path}：格式 {found} 比本程序新；请升级程序</translation>
    </message>
    <message>
        <source>{path}: format {found} is older than this program&apos;s {wanted}; run `main.py county migrate {folder}`</source>
        <translation>{path}：格式 {found} 低于本程序的 {wanted}；请运行 main.py county migrate {folder}</translation>
    </message>
    <message>
        <source>{path}: contains no secret key; restore the file, or delete it to create new keys</source>
        <translation>{path}：文件中没有私钥；请恢复该文件，或删除后重新生成</translation>
    </message>
    <message>
        <source>{path}: carries no figures; verify a briefing as it was made</source>
        <translation>{path}：没有随附数字；请核对原样生成的简报</translation>
    </message>
    <message>
        <source>{path}: carries the figures of no briefing; name a briefing</source>
        <translation>{path}：不含简报的数据；请指定一份简报</translation>
    </message>
    <message>
        <source>{path}: holds {n} bytes instead of {wanted}; restore it from a backup</source>
        <translation>{path}：大小为 {n} 字节，应为 {wanted}；请从备份中恢复</translation>
    </message>
    <message>
        <source>{path}: is another key than the backup&apos;s; restore into an empty folder with --data</source>
        <translation>{path}：与备份中的密钥不同；请用 --data 恢复到空文件夹</translation>
    </message>
    <message>
        <source>{path}: is empty; if it contained records, restore a backup with `main.py journal … restore`, else start the backend, which creates it</source>
        <translation>{path}：文件为空；如果其中曾有记录，请用 `main.py journal … restore` 恢复备份，否则请启动后台，由它建立日志</translation>
    </message>
    <message>
        <source>{path}: is larger than 1 GB and not in UTF-8; save it in UTF-8</source>
        <translation>{path}：大于 1 GB，且不是 UTF-8 编码；请存为 UTF-8</translation>
    </message>
    <message>
        <source>{path}: is missing, so the token of this text cannot be computed; restore it from a backup of the keys folder, or give the token r-…</source>
        <translation>{path}：文件缺失，无法计算该文本的令牌；请从密钥文件夹的备份中恢复，或直接给出令牌 r-…</translation>
    </message>
    <message>
        <source>{path}: is missing; restore it from a backup of the keys folder</source>
        <translation>{path}：缺失；请从 keys 文件夹的备份中恢复</translation>
    </message>
    <message>
        <source>{path}: is no DOCX file; choose the briefing&apos;s</source>
        <translation>{path}：不是 DOCX 文件；请选择简报文件</translation>
    </message>
    <message>
        <source>{path}: is no XLSX file; choose the briefing&apos;s</source>
        <translation>{path}：不是 XLSX 文件；请选择简报文件</translation>
    </message>
    <message>
        <source>{path}: is not a backup ({why}); give a folder written by `main.py journal … backup`</source>
        <translation>{path}：不是备份（{why}）；请指定 main.py journal … backup 生成的文件夹</translation>
    </message>
    <message>
        <source>{path}: is not a journal, or its first page is damaged; {remedy}</source>
        <translation>{path}：不是日志，或其首页已损坏；{remedy}</translation>
    </message>
    <message>
        <source>{path}: is not a readable raster ({why}); give a GeoTIFF of one band</source>
        <translation>{path}：不是可读取的栅格（{why}）；请提供单波段的 GeoTIFF</translation>
    </message>
    <message>
        <source>{path}: is not part of the backup; delete it, or take another backup</source>
        <translation>{path}：不属于该备份；请删除它，或重新备份</translation>
    </message>
    <message>
        <source>{path}: is not the file that was backed up; take another backup</source>
        <translation>{path}：不是备份时的文件；请改用其他备份</translation>
    </message>
    <message>
        <source>{path}: is not the key that sealed {journal}; restore the right {name} from a backup of the keys folder</source>
        <translation>{path}：并非为 {journal} 加封的密钥；请从密钥文件夹的备份中恢复正确的 {name}</translation>
    </message>
    <message>
        <source>{path}: is of format 1; start the backend once, which migrates it</source>
        <translation>{path}：为格式 1；启动一次后台即可完成迁移</translation>
    </message>
    <message>
        <source>{path}: is of format {found}, newer than this program; update the program</source>
        <translation>{path}：为格式 {found}，比本程序新；请升级程序</translation>
    </message>
    <message>
        <source>{path}: its epoch was not sealed with this data folder&apos;s journal.key; {remedy}</source>
        <translation>{path}：其世代未用本数据文件夹的 journal.key 签封；{remedy}</translation>
    </message>
    <message>
        <source>{path}: its figures are damaged; make the document again</source>
        <translation>{path}：随附的数字已损坏；请重新生成文件</translation>
    </message>
    <message>
        <source>{path}: its figures cannot be read ({why}); make the document again</source>
        <translation>{path}：随附的数字无法读取（{why}）；请重新生成文件</translation>
    </message>
    <message>
        <source>{path}: its last commit {fault}; {remedy}</source>
        <translation>{path}：最后一次提交 {fault}；{remedy}</translation>
    </message>
    <message>
        <source>{path}: layer {layer} cannot be read ({why}); rebuild the package</source>
        <translation>{path}：图层 {layer} 无法读取（{why}）；请重新生成数据包</translation>
    </message>
    <message>
        <source>{path}: layer {layer} is missing; run `main.py county check {folder}`</source>
        <translation>{path}：缺少图层 {layer}；请运行 main.py county check {folder}</translation>
    </message>
    <message>
        <source>{path}: columns {columns} of layer {layer} are missing; rebuild the package</source>
        <translation>{path}：图层 {layer} 缺少 {columns}；请重新生成数据包</translation>
    </message>
    <message>
        <source>{path}: is outside the backup; take another backup</source>
        <translation>{path}：不在备份之内；请改用其他备份</translation>
    </message>
    <message>
        <source>{path}: the key cannot be read ({why}); copy the keys created by the backend</source>
        <translation>{path}：无法读取密钥（{why}）；请复制后台生成的密钥</translation>
    </message>
    <message>
        <source>{path}: no keys are here; start the backend once, or add a key</source>
        <translation>{path}：此处没有密钥；请启动一次后台，或添加密钥</translation>
    </message>
    <message>
        <source>{path}: no feature of layer {layer} can be used; run `main.py county check {folder}`</source>
        <translation>{path}：图层 {layer} 没有可用内容；请运行 `main.py county check {folder}`</translation>
    </message>
    <message>
        <source>{path}: other users can read this secret key; run `chmod 600 {path}`</source>
        <translation>{path}：其他用户可读取此私钥；请运行 chmod 600 {path}</translation>
    </message>
    <message>
        <source>{path}: other users can read this secret key; run `chmod 600 {path}`, or make new keys if they did</source>
        <translation>{path}：其他用户可读取此私钥；请运行 chmod 600 {path}，若已泄露请重新生成</translation>
    </message>
    <message>
        <source>{path}: there is no journal here yet; start the backend once, or give another --data folder</source>
        <translation>{path}：这里还没有日志；请先启动一次后台，或用 --data 指定某个后台的数据文件夹</translation>
    </message>
    <message>
        <source>{path}: there is no journal of realm {realm} here; choose another one with --realm: {others}</source>
        <translation>{path}：这里没有域 {realm} 的日志；请用 --realm 指定其他域：{others}</translation>
    </message>
    <message>
        <source>{path}: {whose} must be taken as {name} to fit the {layer}; give the file of {whose} with @{other} to convert it, or check the CRS of this one</source>
        <translation>{path}：{whose}只有按 {name} 理解才与 {layer} 吻合；请在{whose}的文件后加 @{other} 转换，或检查本文件的坐标系</translation>
    </message>
    <message>
        <source>{path}: {whose} must be taken as {other_name}, and the {layer} as {own_name}, to fit; give {path}@{own}, and the file of {whose} with @{other} to convert it, or check the CRS of this one</source>
        <translation>{path}：{whose}只有按 {other_name}、{layer} 按 {own_name} 理解才吻合；请给出 {path}@{own}，并在{whose}的文件后加 @{other} 转换，或检查本文件的坐标系</translation>
    </message>
    <message>
        <source>{path}: {whose} must not be taken as {name} to fit the {layer}; give the file of {whose} without @{shift} or with @wgs84; only if this one is in {name}, too, give {path}@{shift}</source>
        <translation>{path}：{whose}不按 {name} 理解才与 {layer} 吻合；请去掉{whose}的文件后的 @{shift}，或改为 @wgs84；只有本文件也是 {name} 时，才给出 {path}@{shift}</translation>
    </message>
    <message>
        <source>{time} has no unit; write it like T+45分 or 20:30</source>
        <translation>{time} 没有单位；请写成 T+45分 或 20:30</translation>
    </message>
    <message>
        <source>{unit}: {county} has no such unit; give the key of a department or the id of a resource that moves, like {like}</source>
        <translation>{unit}：{county}没有这个单位；请填写部门代码或可移动资源的编号，例如 {like}</translation>
    </message>
    <message>
        <source>{value} of {indicator} is without a unit: write it with %, or % in a column 单位</source>
        <translation>{indicator} 的 {value} 未注单位：请加 %，或在“单位”列填 %</translation>
    </message>
    <message>
        <source>{value} {unit}: {indicator} is a number of a share; give both numbers, each in a column</source>
        <translation>{value} {unit}：{indicator} 是比率的分子或分母；请分两列填写分子和分母</translation>
    </message>
    <message>
        <source>{value} {unit}: {indicator} is in {wanted}, not in {unit}; give it in {wanted}</source>
        <translation>{value} {unit}：{indicator} 的单位是 {wanted}，不是 {unit}；请换算成 {wanted}</translation>
    </message>
    <message>
        <source>{village} is no village of {county}</source>
        <translation>{village} 不是 {county} 的村（社区）</translation>
    </message>
    <message>
        <source>{where}: is of county {theirs}, the drill is in {ours}; choose a drill of this county</source>
        <translation>{where}：属于县 {theirs}，本演练在 {ours}；请选择本县的演练</translation>
    </message>
    <message>
        <source>{where}: {why}; fix it or choose another path</source>
        <translation>{where}：{why}；请排除此问题，或换一个位置</translation>
    </message>
    <message>
        <source>{who} is no addressee; write dept:, unit:, division: or post: before it</source>
        <translation>{who} 不是对象；请在前面写 dept:、unit:、division: 或 post:</translation>
    </message>
    <message>
        <source>{why}</source>
        <translation>{why}</translation>
    </message>
    <message>
        <source>{why}; check the times and the calls</source>
        <translation>{why}；请核对时长与来电</translation>
    </message>
    <message>
        <source>{why}; it cannot be moved away ({failed})</source>
        <translation>{why}；也无法移走（{failed}）</translation>
    </message>
    <message>
        <source>{why}: the backend cannot be started; fix this and open the county again; its log is {log}</source>
        <translation>{why}：后台无法启动；请排除故障后重新打开；后台日志：{log}</translation>
    </message>
    <message>
        <source>{why}: the backend keeps terminating; it is restarted with increasing pauses; its log is {log}</source>
        <translation>{why}：后台反复退出，正以逐渐加长的间隔重新启动；后台日志：{log}</translation>
    </message>
    <message>
        <source>{why}; no contact was erased: try again as the user who runs the backend, or restore a backup</source>
        <translation>{why}；未删除任何人：请以运行后台的用户重试，或恢复备份</translation>
    </message>
    <message>
        <source>{folder}: the county cannot be opened ({why}); rebuild the package, or report it with the log</source>
        <translation>{folder}：无法打开该县（{why}）；请重新生成数据包，或附上日志报告问题</translation>
    </message>
    <message>
        <source>{folder}: the demo county cannot be built ({why}); free space or change the permissions</source>
        <translation>{folder}：演示县无法生成（{why}）；请腾出空间或修改权限</translation>
    </message>
    <message>
        <source>{folder}: the demo county cannot be built ({why}); report it</source>
        <translation>{folder}：演示县无法生成（{why}）；请反馈此问题</translation>
    </message>
    <message>
        <source>the data of the backend could not be displayed ({why}): this window may show wrong or old data until the next attempt, within seconds; if this line remains, close the window and open it again, and report it with the log</source>
        <translation>后台数据无法显示（{why}）：在数秒后的下次尝试之前，本窗口显示的内容可能有误或已过时；若此提示一直存在，请关闭窗口后重新打开，并附上日志报告问题</translation>
    </message>
    <message>
        <source>the journal was restored, but the items lost could not be determined ({why}): check the events and alarms that were shown before, and report it with the log</source>
        <translation>后台日志已恢复到较早状态，但无法确定缺少了哪些内容（{why}）：请核对此前显示过的事件和告警，并附上日志报告问题</translation>
    </message>
    <message>
        <source>{path}: cannot be written; layout, language and the name on duty are lost when the window closes, until the folder can be written</source>
        <translation>{path}：无法写入，窗口关闭后布局、语言和值班人姓名不会保留，直到该文件夹可写</translation>
    </message>
    <message>
        <source>{text} is no number; write digits</source>
        <translation>{text} 不是数字；请填写数字</translation>
    </message>
    <message>
        <source>{text} has no unit; write {text}分, {text}小时 or {text}天</source>
        <translation>{text} 没有单位；请写成 {text}分、{text}小时或 {text}天</translation>
    </message>
    <message>
        <source>{text} is no date with a time; write it like 2026-07-15 20:00</source>
        <translation>{text} 不是日期和时间；请写成 2026-07-15 20:00</translation>
    </message>
    <message>
        <source>{text} has no number at its end; write it like 20分 48</source>
        <translation>{text} 末尾没有数值；请写成 20分 48</translation>
    </message>
    <message>
        <source>{text} has no name and value; write it like water_m = 2.5</source>
        <translation>{text} 缺少名称或取值；请写成 水位 = 2.5</translation>
    </message>
    <message>
        <source>{text} stands there twice; remove one of them</source>
        <translation>{text} 出现了两次；请删除其中一个</translation>
    </message>
    <message>
        <source>{text} is no text in quotation marks; write it like &quot;12&quot;</source>
        <translation>{text} 不是引号内的文字；请写成 &quot;12&quot;</translation>
    </message>
    <message>
        <source>a part of it is on no output; move it</source>
        <translation>有一部分不在任何输出屏上；请移动</translation>
    </message>
    <message>
        <source>far is less than near; exchange them</source>
        <translation>far 小于 near；请对调</translation>
    </message>
    <message>
        <source>it has no output; add one</source>
        <translation>没有输出屏；请添加</translation>
    </message>
    <message>
        <source>it has no scene; add one</source>
        <translation>没有场景；请添加</translation>
    </message>
    <message>
        <source>it has no source; say in sources where its content comes from</source>
        <translation>没有数据来源；请在 sources 中写明内容来自哪里</translation>
    </message>
    <message>
        <source>it is not on the canvas of {size}; move it</source>
        <translation>不在 {size} 的画布上；请移动</translation>
    </message>
    <message>
        <source>it lies over the tile {other}; move one</source>
        <translation>与板块 {other} 重叠；请移动其一</translation>
    </message>
    <message>
        <source>its text is nearer than {px} px to the bezel; move it</source>
        <translation>文字离拼缝不足 {px} 像素；请移动</translation>
    </message>
    <message>
        <source>its text lies across the edge of the output {name}; move it</source>
        <translation>文字跨越输出屏 {name} 的边缘；请移动</translation>
    </message>
    <message>
        <source>letters of {px} px cannot be read from {m} m; they need {least} px</source>
        <translation>{px} 像素的字在 {m} 米处读不清；至少需要 {least} 像素</translation>
    </message>
    <message>
        <source>the id {id} is used twice; give it another one</source>
        <translation>标识 {id} 用了两次；请另取一个</translation>
    </message>
    <message>
        <source>the output {name} has {native} pixels for {shown} of the canvas: it is shown at one scale with black edges, never stretched; give both the same size</source>
        <translation>输出屏 {name} 为 {native} 像素，对应画布 {shown}：将等比显示并留黑边，不拉伸；请改为相同尺寸</translation>
    </message>
    <message>
        <source>the output {name} is not on the canvas; correct canvas_rect_px</source>
        <translation>输出屏 {name} 不在画布上；请改正 canvas_rect_px</translation>
    </message>
    <message>
        <source>the outputs {one} and {other} overlap on the canvas; move one</source>
        <translation>输出屏 {one} 与 {other} 在画布上重叠；请移动其一</translation>
    </message>
    <message>
        <source>the tile {other} has the same title {title}; give it another one</source>
        <translation>板块 {other} 的标题也是“{title}”；请改用别的标题</translation>
    </message>
    <message>
        <source>two outputs are called {name}; rename one</source>
        <translation>两个输出屏都叫 {name}；请改名其一</translation>
    </message>
    <message>
        <source>with letters of {px} px it needs at least {size} px; enlarge it</source>
        <translation>按 {px} 像素的字至少需要 {size} 像素；请放大</translation>
    </message>
    <message>
        <source>{color} on {ground} has the contrast {ratio}; texts need {least}</source>
        <translation>{color} 在 {ground} 上的对比度为 {ratio}；文字需要 {least}</translation>
    </message>
    <message>
        <source>{n} colours are too many: colour means a state; use at most {most}, the ground included</source>
        <translation>用了 {n} 种颜色，太多：颜色只表示状态；含底色最多 {most} 种</translation>
    </message>
    <message>
        <source>{n} numbers are too many to be read from afar; show at most {most}</source>
        <translation>{n} 个数字太多，远处读不过来；最多 {most} 个</translation>
    </message>
    <message>
        <source>the map around the place cannot be painted: {why}; report this</source>
        <translation>事件位置图无法绘制：{why}；请反馈此问题</translation>
    </message>
    <message>
        <source>the map around the place was not painted within {limit} s</source>
        <translation>事件位置图在 {limit} 秒内未绘制完成</translation>
    </message>
</context>
<context>
    <name>faults</name>
    <message>
        <source>record {record} was changed after it was written</source>
        <translation>第 {record} 条记录写入后被改动</translation>
    </message>
    <message>
        <source>record {record} is missing</source>
        <translation>缺少第 {record} 条记录</translation>
    </message>
    <message>
        <source>commit {commit}, records {first} to {last}, {reason}</source>
        <translation>第 {commit} 次提交（第 {first} 至 {last} 条记录）与封印不符</translation>
    </message>
    <message>
        <source>the commits after number {commit} are missing</source>
        <translation>缺少第 {commit} 次之后的提交</translation>
    </message>
    <message>
        <source>the journal cannot be read: {reason}</source>
        <translation>日志文件读不出，详见后台运行日志</translation>
    </message>
    <message>
        <source>no checkpoint can be saved ({reason}); the next start folds the journal instead</source>
        <translation>检查点无法保存，下次启动将逐条读取日志，会慢一些；请检查磁盘</translation>
    </message>
    <message>
        <source>damaged blocks of the history, left out: {count}, the first {block} ({reason}); see `main.py journal … verify`</source>
        <translation>历史读数有 {count} 块损坏、已略去（首块 {block}）；请用 main.py journal … verify 查看</translation>
    </message>
    <message>
        <source>history cannot be read: {reason}</source>
        <translation>历史读数读不出，详见后台运行日志；请用 main.py journal … verify 查看</translation>
    </message>
    <message>
        <source>history cannot be compacted: {reason}</source>
        <translation>历史读数无法整理；请检查磁盘空间，腾出后自动继续</translation>
    </message>
    <message>
        <source>the newest {stream} cannot be read, the backend started without them ({reason})</source>
        <translation>最新的 {stream} 数据读不出，后台未载入这些数据即启动；请用 main.py journal … verify 查看</translation>
    </message>
    <message>
        <source>contacts cannot be read: {reason}; restore a backup with `main.py journal … restore`</source>
        <translation>联系人数据无法读取；请用 `main.py journal … restore` 恢复备份</translation>
    </message>
    <message>
        <source>contacts were damaged, earlier names and phones are unknown; the damaged files are in {folder}: restore a backup, or delete that folder</source>
        <translation>联系人数据已损坏，此前的姓名和电话未知；{folder} 保留原样：请恢复备份，或删除该文件夹</translation>
    </message>
    <message>
        <source>the drill&apos;s clock stands still: its time cannot be stored ({reason}); check the disk</source>
        <translation>演练时钟停住：时间无法存盘；请检查后台机器的磁盘</translation>
    </message>
    <message>
        <source>failures of the backend since its start: {count}, the last one: {reason}; nothing stored is affected, see its log and report it</source>
        <translation>后台自启动以来发生 {count} 次内部故障；已存储的数据不受影响，请查看后台日志并报告</translation>
    </message>
    <message>
        <source>active alarms without an event: {count}, the last one that of {alarmed}: {why}; report its event by hand</source>
        <translation>有 {count} 条活动告警未能自动立为事件，最近一条来自 {alarmed}：{why}；请人工上报该事件</translation>
    </message>
    <message>
        <source>the backend&apos;s clock was set back: records are dated {by} (h:min:s) ahead of it; set it right</source>
        <translation>后台时钟曾被调慢：记录时间比它超前 {by}（时:分:秒）；请校准后台时钟</translation>
    </message>
    <message>
        <source>the backend&apos;s clock was moved by {by} (h:min:s) at once: it was set, or the machine slept; check it</source>
        <translation>后台时钟突变 {by}（时:分:秒）：被调整过，或机器曾休眠；请检查后台时钟</translation>
    </message>
    <message>
        <source>readings of {gateway} are dated {by} (h:min:s) ahead of the backend&apos;s clock; set the one that is wrong</source>
        <translation>{gateway} 的读数时间比后台时钟超前 {by}（时:分:秒）；请校准有误的一方时钟</translation>
    </message>
    <message>
        <source>the audit log cannot be written: {reason}; its entries wait, and are lost when the backend ends</source>
        <translation>审计日志无法写入：条目正在等待，后台结束时将丢失；请检查后台机器的磁盘空间和写入权限</translation>
    </message>
</context>
<context>
    <name>leader</name>
    <message>
        <source>sample too small</source>
        <translation>样本不足</translation>
    </message>
    <message>
        <source>{unit} partial</source>
        <translation>{unit} 不完整</translation>
    </message>
    <message>
        <source>recorded since {date}</source>
        <translation>记录自 {date} 起</translation>
    </message>
    <message>
        <source>no data of last year</source>
        <translation>去年同期无数据</translation>
    </message>
    <message>
        <source>a year ago {n}</source>
        <translation>去年同期 {n} 件</translation>
    </message>
    <message>
        <source>{now} in 7 days, the 7 days before {before}, {year}</source>
        <translation>近 7 天 {now} 件，上一个 7 天 {before} 件，{year}</translation>
    </message>
    <message>
        <source>{town} {n}</source>
        <translation>{town} {n} 件</translation>
    </message>
    <message>
        <source>{what} rises</source>
        <translation>{what}上升</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>看趋势</translation>
    </message>
    <message>
        <source>{now}, the 7 days before {before}</source>
        <translation>{now}，上一个 7 天 {before}</translation>
    </message>
    <message>
        <source>{what} became worse</source>
        <translation>{what}变差</translation>
    </message>
    <message>
        <source>Yesterday&apos;s largest event</source>
        <translation>昨天最大的事件</translation>
    </message>
    <message>
        <source>The desk has no event that happened yesterday.</source>
        <translation>工作台上没有昨天发生的事件。</translation>
    </message>
    <message>
        <source>{title} ({level}), {where}, {time}; now: {state}.</source>
        <translation>{title}（{level}），{where}，{time}发生，现在：{state}。</translation>
    </message>
    <message>
        <source>Reported yesterday</source>
        <translation>昨天受理</translation>
    </message>
    <message>
        <source>{what}, yesterday</source>
        <translation>{what}，昨天</translation>
    </message>
    <message>
        <source>The slowest town</source>
        <translation>办得最慢的乡镇</translation>
    </message>
    <message>
        <source>The figures are not known.</source>
        <translation>数字未知。</translation>
    </message>
    <message>
        <source>In the last 7 days too few events were closed to compare towns.</source>
        <translation>近 7 天结案太少，乡镇之间不能比较。</translation>
    </message>
    <message>
        <source>county · {what}</source>
        <translation>全县 · {what}</translation>
    </message>
    <message>
        <source>In {town} it took longest to handle what was closed in the last 7 days.</source>
        <translation>近 7 天结案的事件，{town}处置用时最长。</translation>
    </message>
    <message>
        <source>What is rising</source>
        <translation>正在上升的</translation>
    </message>
    <message>
        <source>What rises is not known yet: there are no whole records of the 7 days before.</source>
        <translation>还不知道哪些在上升：上一个 7 天没有完整的记录。</translation>
    </message>
    <message>
        <source>No subclass rises significantly against the 7 days before and a year ago.</source>
        <translation>没有小类比上一个 7 天和去年同期显著上升。</translation>
    </message>
    <message>
        <source>{what}: significantly more reports than in the 7 days before and a year ago.</source>
        <translation>{what}：上报显著多于上一个 7 天和去年同期。</translation>
    </message>
    <message>
        <source>{what}: significantly more reports than in the 7 days before; of a year ago nothing is known.</source>
        <translation>{what}：上报显著多于上一个 7 天；去年同期无数据。</translation>
    </message>
    <message>
        <source>Most of them in {town}.</source>
        <translation>多数在{town}。</translation>
    </message>
    <message>
        <source>These 7 days</source>
        <translation>近 7 天</translation>
    </message>
    <message>
        <source>The 7 days before</source>
        <translation>上一个 7 天</translation>
    </message>
    <message>
        <source>A year ago</source>
        <translation>去年同期</translation>
    </message>
    <message>
        <source>Other risks: {n}, first: {first}.</source>
        <translation>另有 {n} 项风险，首先是：{first}。</translation>
    </message>
    <message>
        <source>What waits for you</source>
        <translation>等您定的</translation>
    </message>
    <message>
        <source>Nothing waits for a decision.</source>
        <translation>没有等待决定的事项。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>duty desk</source>
        <translation>值班席</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>no unit yet</source>
        <translation>未派单位</translation>
    </message>
    <message>
        <source>no unit has it</source>
        <translation>无单位接手</translation>
    </message>
    <message>
        <source>returned {n} times</source>
        <translation>已退回 {n} 次</translation>
    </message>
    <message>
        <source>asks for {time} more</source>
        <translation>申请延长 {time}</translation>
    </message>
    <message>
        <source>proposed: {plan}</source>
        <translation>建议启动：{plan}</translation>
    </message>
    <message>
        <source>waits for a second person</source>
        <translation>等待第二人放行</translation>
    </message>
    <message>
        <source>checked, waits for a signature</source>
        <translation>已核稿，等待签发</translation>
    </message>
    <message>
        <source>supervised, no answer</source>
        <translation>已督办，未答复</translation>
    </message>
    <message>
        <source>past its limit</source>
        <translation>超过时限</translation>
    </message>
    <message>
        <source>task of a plan, past its time</source>
        <translation>预案任务超时</translation>
    </message>
    <message>
        <source>notice without an answer</source>
        <translation>通知未回应</translation>
    </message>
    <message>
        <source>figures of the last 7 days, as of {time}, record {seq}</source>
        <translation>近 7 天的数字，截至 {time}（第 {seq} 条记录）</translation>
    </message>
    <message>
        <source>Then: {time}</source>
        <translation>当时：{time}</translation>
    </message>
    <message>
        <source>since {time} ({lasts})</source>
        <translation>{time} 起（{lasts}）</translation>
    </message>
</context>
<context>
    <name>moments</name>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>{n} s ago</source>
        <translation>{n} 秒前</translation>
    </message>
    <message>
        <source>{n} min ago</source>
        <translation>{n} 分钟前</translation>
    </message>
    <message>
        <source>{n} h ago</source>
        <translation>{n} 小时前</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} 天</translation>
    </message>
    <message>
        <source>{h} h {m} min</source>
        <translation>{h} 小时 {m} 分</translation>
    </message>
    <message>
        <source>{d} d {h} h</source>
        <translation>{d} 天 {h} 小时</translation>
    </message>
</context>
<context>
    <name>opening</name>
    <message>
        <source>Reading the county</source>
        <translation>正在读取县域数据</translation>
    </message>
    <message>
        <source>Reading the terrain</source>
        <translation>正在读取地形</translation>
    </message>
    <message>
        <source>Preparing the layers</source>
        <translation>正在准备图层</translation>
    </message>
    <message>
        <source>raising and eroding the land</source>
        <translation>正在生成地形</translation>
    </message>
    <message>
        <source>damming reservoirs</source>
        <translation>正在生成水库</translation>
    </message>
    <message>
        <source>tracing rivers</source>
        <translation>正在生成河流</translation>
    </message>
    <message>
        <source>settling people</source>
        <translation>正在布置居民点</translation>
    </message>
    <message>
        <source>drawing towns, villages and grids</source>
        <translation>正在划分乡镇、村和网格</translation>
    </message>
    <message>
        <source>building roads</source>
        <translation>正在生成公路</translation>
    </message>
    <message>
        <source>laying streets</source>
        <translation>正在生成街道</translation>
    </message>
    <message>
        <source>building houses</source>
        <translation>正在生成房屋</translation>
    </message>
    <message>
        <source>deriving land cover</source>
        <translation>正在生成地表覆盖</translation>
    </message>
    <message>
        <source>installing devices</source>
        <translation>正在布设感知设备</translation>
    </message>
    <message>
        <source>stationing resources</source>
        <translation>正在布置应急资源</translation>
    </message>
    <message>
        <source>writing files</source>
        <translation>正在写入文件</translation>
    </message>
    <message>
        <source>moving into place</source>
        <translation>正在保存县域数据包</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Building the timeline</source>
        <translation>正在建立时间线</translation>
    </message>
</context>
<context>
    <name>permission</name>
    <message>
        <source>Read-only window: nothing can be changed from it</source>
        <translation>本窗口仅供查看，不能进行任何操作</translation>
    </message>
    <message>
        <source>The key {key} ({own}) may not do this; it is for: {roles}</source>
        <translation>密钥 {key}（{own}）无此权限，仅限：{roles}</translation>
    </message>
</context>
<context>
    <name>policies</name>
    <message>
        <source>This county has no policies yet: put them into the folder policies of its package</source>
        <translation>本县尚无政策文件：请放入数据包的 policies 文件夹</translation>
    </message>
    <message>
        <source>Articles in force differ: give no answer before a person has decided</source>
        <translation>现行条文不一致：请先转人工裁定，暂勿答复</translation>
    </message>
    <message>
        <source>Not confirmed; these articles may have to do with it</source>
        <translation>未能确认，可能相关的条文</translation>
    </message>
    <message>
        <source>No article answers this: have a person answer</source>
        <translation>没有条文能回答：请转人工答复</translation>
    </message>
    <message>
        <source>A sample for demonstration: not the policy of any county</source>
        <translation>样本文件，仅供演示，不是任何县的真实政策</translation>
    </message>
    <message>
        <source>The question says {asked}, the article {written}</source>
        <translation>提问说 {asked}，条文中没有；条文为 {written}</translation>
    </message>
    <message>
        <source>{count} files of policies cannot be read: main.py policy check tells why</source>
        <translation>{count} 份政策文件无法读取：用 main.py policy check 查看原因</translation>
    </message>
    <message>
        <source>{count} more articles differ from the first one</source>
        <translation>另有 {count} 条与第一条不一致</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Applies to: {whom}</source>
        <translation>适用对象：{whom}</translation>
    </message>
    <message>
        <source>The article is not about: {words}</source>
        <translation>条文不是关于：{words}</translation>
    </message>
    <message>
        <source>Asked like: {question}</source>
        <translation>相近的问法：{question}</translation>
    </message>
    <message>
        <source>Not in the article: {words}</source>
        <translation>条文中没有：{words}</translation>
    </message>
    <message>
        <source>Superseded: {title}</source>
        <translation>已被取代：{title}</translation>
    </message>
    <message>
        <source>(articles without numbers)</source>
        <translation>（原文未编条号）</translation>
    </message>
    <message>
        <source>in force from {day}</source>
        <translation>自 {day} 起施行</translation>
    </message>
    <message>
        <source>in force {first} to {last}</source>
        <translation>{first} 至 {last} 有效</translation>
    </message>
</context>
<context>
    <name>refusals</name>
    <message>
        <source>Event {event} exists already; report it under a new number</source>
        <translation>事件 {event} 已存在，请用新编号上报</translation>
    </message>
    <message>
        <source>Event {event} is not known here; refresh the list</source>
        <translation>没有事件 {event}，请刷新列表</translation>
    </message>
    <message>
        <source>{subject} ended some time ago and can no longer be changed; search for it to read its steps</source>
        <translation>{subject} 结束已久，不能再更改；可搜索该编号查看经过</translation>
    </message>
    <message>
        <source>The number of the event is not usable; use 1 to 64 letters of ASCII, digits, signs or Chinese characters, with single blanks between them</source>
        <translation>案卷号不可用；请使用 1 至 64 个英文字母、数字、符号或汉字，中间最多一个空格</translation>
    </message>
    <message>
        <source>The text contains an invisible character at position {place} ({character}); delete or retype it</source>
        <translation>文字中第 {place} 个字符不可见（{character}）；请删除该字符，或重新输入</translation>
    </message>
    <message>
        <source>The command is too long to send: at most {limit} bytes; shorten its texts</source>
        <translation>内容过长，无法发送：最多 {limit} 字节，请缩短文字</translation>
    </message>
    <message>
        <source>Only the backend itself can give an alarm as the cause; describe in a few words what happened</source>
        <translation>只有后台自身能将告警记为起因，请用一句话说明发生了什么</translation>
    </message>
    <message>
        <source>The report has no title; describe in a few words what happened</source>
        <translation>上报缺少标题，请用一句话说明发生了什么</translation>
    </message>
    <message>
        <source>{command} is not possible while event {event} is {state}</source>
        <translation>事件 {event} 当前为“{state}”，不能{command}</translation>
    </message>
    <message>
        <source>{command} of event {event} needs a note; write why</source>
        <translation>事件 {event} {command}须填写说明</translation>
    </message>
    <message>
        <source>Event {event} cannot be merged into: it is {state}</source>
        <translation>事件 {event} 当前为“{state}”，不能并入</translation>
    </message>
    <message>
        <source>Event {event} has taken over {limit} reports, as many as it may; merge into another one</source>
        <translation>事件 {event} 已并入 {limit} 件上报，达到上限；请并入其他事件</translation>
    </message>
    <message>
        <source>Report {report} is not merged into event {event}; refresh the card</source>
        <translation>上报 {report} 未并入事件 {event}；请刷新卡片</translation>
    </message>
    <message>
        <source>Event {event}: choose the unit to send</source>
        <translation>事件 {event}：请选择处置单位</translation>
    </message>
    <message>
        <source>Unit {unit} is not in this county; choose one from the list</source>
        <translation>本县没有单位 {unit}，请从列表中选择</translation>
    </message>
    <message>
        <source>Unit {unit} has event {event} already; choose another one</source>
        <translation>{unit} 已在处置事件 {event}；请选择其他单位</translation>
    </message>
    <message>
        <source>Event {event} has {limit} units, as many as it may; release one first</source>
        <translation>事件 {event} 已有 {limit} 个单位，达到上限；请先撤回一个</translation>
    </message>
    <message>
        <source>{command} of event {event} is not possible for unit {unit}; refresh the card</source>
        <translation>事件 {event} 的{command}不适用于 {unit}；请刷新卡片</translation>
    </message>
    <message>
        <source>{command} of event {event} is not possible for any of its units; refresh the card</source>
        <translation>事件 {event} 没有可{command}的单位；请刷新卡片</translation>
    </message>
    <message>
        <source>{command} of event {event} was done {limit} times already; close it, or report a new event</source>
        <translation>事件 {event} 的{command}已达 {limit} 次，请结案，或另行上报</translation>
    </message>
    <message>
        <source>Subclass {subclass} is no longer used; choose another one</source>
        <translation>小类 {subclass} 已停用，请另选小类</translation>
    </message>
    <message>
        <source>Event {event}: the new deadline must be later than the present one</source>
        <translation>事件 {event}：新时限必须晚于现有时限</translation>
    </message>
    <message>
        <source>Event {event}: the last request for an extension is not answered yet</source>
        <translation>事件 {event}：上次延期申请尚未答复</translation>
    </message>
    <message>
        <source>Event {event}: its unit did not ask for an extension; refresh the card</source>
        <translation>事件 {event}：处置单位没有申请延期；请刷新卡片</translation>
    </message>
    <message>
        <source>Event {event} has no running time limit</source>
        <translation>事件 {event} 尚未开始计时</translation>
    </message>
    <message>
        <source>Event {event} is under supervision already</source>
        <translation>事件 {event} 已在督办中</translation>
    </message>
    <message>
        <source>Step {step} of the escalation is not in the catalogue</source>
        <translation>目录中没有升级步骤 {step}</translation>
    </message>
    <message>
        <source>Event {event}: step {step} of the escalation was taken already</source>
        <translation>事件 {event}：升级步骤 {step} 已执行</translation>
    </message>
    <message>
        <source>Event {event}: the score must be 1 to 5</source>
        <translation>事件 {event}：评分须为 1 至 5</translation>
    </message>
    <message>
        <source>Alarm {alarm} is not known here</source>
        <translation>没有告警 {alarm}</translation>
    </message>
    <message>
        <source>Alarm {alarm} was raised later than that; correct the time, or set this machine&apos;s clock</source>
        <translation>告警 {alarm} 的发生时间晚于此时间；请改正时间，或校准本机时钟</translation>
    </message>
    <message>
        <source>{command} is not possible while alarm {alarm} is {state}</source>
        <translation>告警 {alarm} 当前为“{state}”，不能{command}</translation>
    </message>
    <message>
        <source>The time must be in the future</source>
        <translation>时间必须晚于现在</translation>
    </message>
    <message>
        <source>The time is too far away: at most {days} days</source>
        <translation>时间过远，最多 {days} 天</translation>
    </message>
    <message>
        <source>{command} is only for the backend itself</source>
        <translation>{command}只能由后台自行发出</translation>
    </message>
    <message>
        <source>Event {event} is outside the divisions of {principal}; an administrator can assign more</source>
        <translation>事件 {event} 不在 {principal} 负责的区划内；管理员可以增加区划</translation>
    </message>
    <message>
        <source>Alarm {alarm} is outside the divisions of {principal}; an administrator can assign more</source>
        <translation>告警 {alarm} 不在 {principal} 负责的区划内；管理员可以增加区划</translation>
    </message>
    <message>
        <source>The place is in division {division}, outside the divisions of {principal}; choose another place, or let an administrator assign more</source>
        <translation>该地点在区划 {division}，不在 {principal} 负责的区划内；请另选地点，或由管理员增加区划</translation>
    </message>
    <message>
        <source>Key {principal} does not deliver {sensor}; name it in clients/{principal}.toml of the backend&apos;s keys, or send it with another key</source>
        <translation>密钥 {principal} 不负责传送 {sensor}；请在后台密钥文件夹的 clients/{principal}.toml 中登记它，或改用其他密钥传送</translation>
    </message>
    <message>
        <source>The person could not be enrolled: {why}</source>
        <translation>人员无法登记：{why}</translation>
    </message>
    <message>
        <source>{person} is not enrolled for key {principal}; an administrator can enrol them</source>
        <translation>{person} 未在密钥 {principal} 下登记；可由管理员登记</translation>
    </message>
    <message>
        <source>The text has a telephone number; leave it out: records contain no numbers of people</source>
        <translation>文本含电话号码，请删去：记录中不得有个人号码</translation>
    </message>
    <message>
        <source>{day} is no day of the calendar</source>
        <translation>{day} 不是日历中的日期</translation>
    </message>
    <message>
        <source>A question or an answer names {limit} articles at most</source>
        <translation>一个问题或答复最多引用 {limit} 条条文</translation>
    </message>
    <message>
        <source>There is no level of recalls {level}; choose one of the table recall_levels.toml</source>
        <translation>没有 {level} 级召回；请在 recall_levels.toml 表中选择</translation>
    </message>
    <message>
        <source>At most {limit} files can be attached at once</source>
        <translation>每次最多可添加 {limit} 个附件</translation>
    </message>
    <message>
        <source>Event {event} has changed since; refresh and try again</source>
        <translation>事件 {event} 已有新进展，请刷新后再看</translation>
    </message>
    <message>
        <source>The text is too long: at most {limit} characters; shorten it</source>
        <translation>文字过长：最多 {limit} 个字符；请缩短</translation>
    </message>
    <message>
        <source>Subclass {subclass} is not in the catalogue; choose one of its keys or Chinese names</source>
        <translation>目录中没有小类 {subclass}；请选用目录中的代码或中文名称</translation>
    </message>
    <message>
        <source>{principal} may not do this: {command} is for {roles}; use a key with such a role</source>
        <translation>{principal} 无此权限：{command}仅限{roles}；请使用具有该角色的密钥</translation>
    </message>
    <message>
        <source>The time is {minutes} min ahead of the backend&apos;s clock, more than {limit} min; correct the time, or set the clock that is wrong, this computer&apos;s or the backend&apos;s</source>
        <translation>该时间比后台时钟超前 {minutes} 分钟，超过允许的 {limit} 分钟；请改正时间，或校准有误的一方时钟（本机或后台）</translation>
    </message>
    <message>
        <source>{command} failed in the backend ({reason}); see its log</source>
        <translation>{command}在后台出错（{reason}），详见其日志</translation>
    </message>
    <message>
        <source>{sensor} had {known} at {at}, not {given}; the first value stays: send a correction with the time at which it was made</source>
        <translation>{sensor} 在 {at} 的读数已是 {known}，不能改为 {given}；以最先的数值为准：如需更正，请以更正时的时间发送新读数</translation>
    </message>
    <message>
        <source>The journal&apos;s disk is full; free space; the desk resumes automatically</source>
        <translation>日志磁盘已满，请释放空间，后台会自行恢复</translation>
    </message>
    <message>
        <source>Realm {realm} is not running here; name the realm of this backend</source>
        <translation>此处没有域 {realm} 在运行；请指定该后台的域</translation>
    </message>
    <message>
        <source>{command} of alarm {alarm} needs a reason; write why</source>
        <translation>{command}告警 {alarm} 须填写原因</translation>
    </message>
    <message>
        <source>Nothing of event {event} would change; change what is wrong, then correct it</source>
        <translation>事件 {event} 没有任何改动；请先改正有误的项，再提交更正</translation>
    </message>
    <message>
        <source>Event {event} is claimed by {person} already; it can only be handed over</source>
        <translation>事件 {event} 已由{person}认领，只能移交</translation>
    </message>
    <message>
        <source>Nobody has claimed event {event}; claim it first</source>
        <translation>事件 {event} 无人认领，请先认领</translation>
    </message>
    <message>
        <source>Event {event} is claimed by {person}, who alone may release it; take it over instead</source>
        <translation>事件 {event} 由{person}认领，只有本人可以取消；请改为移交给自己</translation>
    </message>
    <message>
        <source>Event {event}: choose the person to whom it is handed over</source>
        <translation>事件 {event}：请选择移交给谁</translation>
    </message>
    <message>
        <source>Event {event} is claimed by {person} already; choose another person</source>
        <translation>事件 {event} 已由{person}认领，请选择其他人</translation>
    </message>
    <message>
        <source>The location {lon}° E, {lat}° N is outside {county}, {km} km from its border; choose one inside</source>
        <translation>位置 东经 {lon}°、北纬 {lat}° 不在{county}范围内，距县界 {km} 公里；请选择县域内的位置</translation>
    </message>
    <message>
        <source>The time of occurrence is more than {years} years in the past; correct it if it is wrong, or leave this out: nothing that old is kept here. Totals of earlier years can be sent as values of an indicator, one for each year</source>
        <translation>发生时间早于 {years} 年前；如有误请更正，否则请不要导入：此处不保存这么早的事件。更早年份的总量可作为指标值报送，每年一个值</translation>
    </message>
    <message>
        <source>The time is {minutes} min before the start of the drill, more than {limit} min; correct the time, or set this computer&apos;s clock</source>
        <translation>时间比演练开始早 {minutes} 分钟，超过 {limit} 分钟；请更正时间，或校准本机时钟</translation>
    </message>
    <message>
        <source>{event} is a matter of {unit}, not of {own}</source>
        <translation>{event} 属于 {unit}，不属于 {own}</translation>
    </message>
    <message>
        <source>{sensor} is outside the divisions of {principal}; an administrator can assign more</source>
        <translation>{sensor} 不在 {principal} 负责的区划内；管理员可以增加区划</translation>
    </message>
    <message>
        <source>Sensor {sensor} with channel {channel} is not in this county; check the number and the channel</source>
        <translation>本县没有设备 {sensor} 的通道 {channel}；请核对编号和通道</translation>
    </message>
    <message>
        <source>Reading of {sensor}: {reason}; correct it and send it again</source>
        <translation>{sensor} 的读数：{reason}；请更正后重新发送</translation>
    </message>
    <message>
        <source>Row of {key} in {stream}: {reason}; correct it and send it again</source>
        <translation>{stream} 中 {key} 的行：{reason}；请更正后重新发送</translation>
    </message>
    <message>
        <source>The journal could not be written: {reason}; see the backend&apos;s log</source>
        <translation>日志无法写入：{reason}；请查看后台的运行日志</translation>
    </message>
    <message>
        <source>The journal is damaged: only its proven part is shown, and nothing can be recorded; inform the administrator, who saves that part with `main.py journal … repair`, or restores a backup</source>
        <translation>日志已损坏：仅显示其可证实的部分，无法入库任何内容；请通知管理员用 `main.py journal … repair` 保存该部分，或恢复备份</translation>
    </message>
    <message>
        <source>Give the plan a title of at most {limit} characters</source>
        <translation>请填写方案名称，最多 {limit} 个字符</translation>
    </message>
    <message>
        <source>The forecast has more than {limit} bytes</source>
        <translation>预测超过 {limit} 字节</translation>
    </message>
    <message>
        <source>A class of the forecast lacks some of the places</source>
        <translation>预测的一个类别缺少部分地点</translation>
    </message>
    <message>
        <source>Keep proposed sites or tours: one of both, after they were found</source>
        <translation>请采用已算出的选址或流动服务车方案，二者取其一</translation>
    </message>
    <message>
        <source>The tours have more than {limit} visits; plan fewer villages or fewer weeks at once</source>
        <translation>方案超过 {limit} 次到访；请减少一次安排的村数或周数</translation>
    </message>
    <message>
        <source>Write the question</source>
        <translation>请填写问题</translation>
    </message>
    <message>
        <source>A question is an example of what one article answers; name one, or none</source>
        <translation>一个问题只能作为一条条文的问法；请指定一条，或者不指定</translation>
    </message>
    <message>
        <source>Give both words: the one that was asked, and the one that articles use</source>
        <translation>请同时填写两个说法：提问中的和条文中的</translation>
    </message>
    <message>
        <source>{word} is not in the question, or longer than {limit} characters; choose a word of the question</source>
        <translation>“{word}”不在问题中，或超过 {limit} 个字；请选用问题中的说法</translation>
    </message>
    <message>
        <source>{word} says nothing about a subject; choose a longer word</source>
        <translation>“{word}”不表示事项，请换更长的词</translation>
    </message>
    <message>
        <source>{person} proposed the word; another person must accept it</source>
        <translation>该说法由 {person} 提出，须由另一人采纳</translation>
    </message>
    <message>
        <source>The question has no word that waits to be accepted</source>
        <translation>该问题没有待采纳的说法</translation>
    </message>
    <message>
        <source>The question has no accepted word</source>
        <translation>该问题没有已采纳的说法</translation>
    </message>
    <message>
        <source>Scans need a sender; give the name of the system that read them</source>
        <translation>扫描记录没有发送方；请写明采集系统的名称</translation>
    </message>
    <message>
        <source>Send 1 to {limit} scans at once</source>
        <translation>一次请发送 1 至 {limit} 条扫描</translation>
    </message>
    <message>
        <source>A scan has no id (eventID); give each its own, so that it counts once</source>
        <translation>有扫描没有编号（eventID）；请给每条各自的编号，以免重复计算</translation>
    </message>
    <message>
        <source>Scan {scan} names no goods; give their EPC, or the class of the lot with its quantity</source>
        <translation>扫描 {scan} 没有货物；请写 EPC，或批次类别及数量</translation>
    </message>
    <message>
        <source>Scan {scan} has no parentID; give the container that goods are put into or taken out of</source>
        <translation>扫描 {scan} 没有 parentID；请写装入或拆出的容器</translation>
    </message>
    <message>
        <source>Scan {scan} has fields that an event of kind {kind} does not have, or lacks its action</source>
        <translation>扫描 {scan} 有 {kind} 类事件不该有的字段，或缺少 action</translation>
    </message>
    <message>
        <source>Scan {scan}: the quantity of {goods} is no amount; give a number of at least 0</source>
        <translation>扫描 {scan}：{goods} 的数量不对；请写不小于 0 的数</translation>
    </message>
    <message>
        <source>Scan {scan} happened before 1970 or in the future; set the clock that is wrong</source>
        <translation>扫描 {scan} 的时间早于 1970 年或在将来；请校正时钟</translation>
    </message>
    <message>
        <source>Scan {scan} names more than {limit} goods; send several, or the class of the lot</source>
        <translation>扫描 {scan} 的货物多于 {limit} 项；请分几条发送，或用批次类别</translation>
    </message>
    <message>
        <source>Give the recall a title of at most {limit} characters</source>
        <translation>请写召回标题，至多 {limit} 字</translation>
    </message>
    <message>
        <source>A recall needs a batch, and names {limit} places at most</source>
        <translation>召回需要一个批次，至多列 {limit} 处</translation>
    </message>
    <message>
        <source>A recall of {batch} is under way already; go on with that one</source>
        <translation>{batch} 的召回已在进行；请在原召回上继续</translation>
    </message>
    <message>
        <source>The recall does not name the place {place}; refresh the panel</source>
        <translation>该召回没有列出 {place}；请刷新面板</translation>
    </message>
    <message>
        <source>{place} was told already; refresh the panel</source>
        <translation>{place} 已告知过；请刷新面板</translation>
    </message>
    <message>
        <source>A warning needs at least one signal of a detector</source>
        <translation>预警至少需要一个检测方法的信号</translation>
    </message>
    <message>
        <source>It was computed as of record {seq}, which is not there: the newest one is {newest}; compute it again</source>
        <translation>它按第 {seq} 条记录计算，但没有这条记录：最新的是第 {newest} 条；请重新计算</translation>
    </message>
    <message>
        <source>It was computed as of a time that is still to come; compute it again</source>
        <translation>它的截至时间还没有到；请重新计算</translation>
    </message>
    <message>
        <source>{metric} is no result of a decision part; pin one that a decision part shows</source>
        <translation>{metric} 不是决策部分的结论；请钉住决策里显示的结论</translation>
    </message>
    <message>
        <source>The result has no value; pin it when it can be computed</source>
        <translation>这项结论没有数值；能算出来后再钉住</translation>
    </message>
    <message>
        <source>Choose where the result is to be shown: on walls, on the leader&apos;s page, or both, each once</source>
        <translation>请选择显示位置：大屏、领导页或两者，各选一次</translation>
    </message>
    <message>
        <source>This result is pinned already; renew it there</source>
        <translation>这项结论已经钉住；请在那里更新</translation>
    </message>
    <message>
        <source>The result answers another question than the one that is pinned; pin it anew</source>
        <translation>这项结论回答的不是所钉住的问题；请另行钉住</translation>
    </message>
    <message>
        <source>The pinned result is newer, as of record {seq}; compute it again</source>
        <translation>钉住的结论更新，截至第 {seq} 条记录；请重新计算</translation>
    </message>
    <message>
        <source>{limit} results are pinned; unpin one that nobody needs</source>
        <translation>已钉住 {limit} 项结论；请先取下不再需要的</translation>
    </message>
    <message>
        <source>A signal of a warning has a value that is no number; nothing is warned of by it</source>
        <translation>预警信号中有不是数值的值，不据此预警</translation>
    </message>
    <message>
        <source>A warning names {places} places and {events} events at most</source>
        <translation>一张预警卡最多列 {places} 个地点、{events} 个事件</translation>
    </message>
    <message>
        <source>Name 1 to {limit} events that deal with the matter</source>
        <translation>请指定 1 至 {limit} 个处置该事项的事件</translation>
    </message>
    <message>
        <source>{day} is no day of the calendar; write it like 2026-11-29</source>
        <translation>{day} 不是有效日期；请写成 2026-11-29 的形式</translation>
    </message>
    <message>
        <source>Items and milestones need a title of at most {limit} characters</source>
        <translation>计划项和节点需要名称，最多 {limit} 个字</translation>
    </message>
    <message>
        <source>{who} is neither a department nor a town or village of this county</source>
        <translation>{who} 不是本县的部门、乡镇或村</translation>
    </message>
    <message>
        <source>{item} ends before it begins</source>
        <translation>“{item}”的结束日期早于开始日期</translation>
    </message>
    <message>
        <source>An amount of money is missing or too large, or more is taken back than was spent</source>
        <translation>金额缺失或过大，或冲回超过已支出</translation>
    </message>
    <message>
        <source>Metric {metric} is not in the catalogue of this county</source>
        <translation>本县目录中没有指标 {metric}</translation>
    </message>
    <message>
        <source>The target is no number</source>
        <translation>目标值不是数字</translation>
    </message>
    <message>
        <source>These are too many: {limit} at most</source>
        <translation>数量过多：最多 {limit} 个</translation>
    </message>
    <message>
        <source>{item} names something twice</source>
        <translation>“{item}”中有重复项</translation>
    </message>
    <message>
        <source>A milestone weighs 1 to {limit}</source>
        <translation>节点权重为 1 至 {limit}</translation>
    </message>
    <message>
        <source>Milestone {milestone} is due before its item begins or after it ends</source>
        <translation>节点“{milestone}”的期限不在计划项起止日期之内</translation>
    </message>
    <message>
        <source>{item} is no other item of the same plan</source>
        <translation>{item} 不是同一计划中的其他计划项</translation>
    </message>
    <message>
        <source>A plan has {items} items at most, and {depth} levels below it</source>
        <translation>一个计划最多 {items} 项、向下 {depth} 层</translation>
    </message>
    <message>
        <source>These items would wait for each other: {items}; leave one of the dependencies out</source>
        <translation>以下计划项将互相等待：{items}；请去掉其中一个前置关系</translation>
    </message>
    <message>
        <source>Item {item} is not open; choose another one for it to be part of</source>
        <translation>计划项 {item} 不在执行中；请另选上级</translation>
    </message>
    <message>
        <source>Only a whole plan is a pilot, from its beginning; leave its places out, or name them</source>
        <translation>只有整个计划可以是试点，且须从建立时确定；请去掉或填写试点地点</translation>
    </message>
    <message>
        <source>Name the towns and villages where the pilot takes place</source>
        <translation>请填写试点所在的乡镇或村</translation>
    </message>
    <message>
        <source>Evidence for milestone {milestone} waits or was accepted: it stays as it is</source>
        <translation>节点“{milestone}”的佐证待验收或已验收，不能再改</translation>
    </message>
    <message>
        <source>Milestone {milestone} is not in this item; refresh the list</source>
        <translation>该计划项没有节点 {milestone}；请刷新列表</translation>
    </message>
    <message>
        <source>Drill {drill} is not known here, or not over</source>
        <translation>没有演练 {drill}，或演练尚未结束</translation>
    </message>
    <message>
        <source>Nothing of this item is late</source>
        <translation>该计划项没有逾期</translation>
    </message>
    <message>
        <source>Event {event} presses it already, or {limit} events do</source>
        <translation>事件 {event} 已在督办此项，或已有 {limit} 个督办事件</translation>
    </message>
    <message>
        <source>This is no pilot</source>
        <translation>这不是试点</translation>
    </message>
    <message>
        <source>A pilot is extended when evidence for all its milestones was accepted; until then it is changed or stopped</source>
        <translation>全部节点验收后才能推广试点；在此之前只能调整或停止</translation>
    </message>
    <message>
        <source>Decide first what becomes of the pilot</source>
        <translation>请先作出试点结论</translation>
    </message>
    <message>
        <source>Only a whole plan is archived</source>
        <translation>只能归档整个计划</translation>
    </message>
    <message>
        <source>Milestones of the plan are open; withdraw what is not done, or go on</source>
        <translation>计划还有未完成的节点；请取消不再做的项，或继续推进</translation>
    </message>
    <message>
        <source>There is no template {template}; refresh the list</source>
        <translation>没有模板 {template}；请刷新列表</translation>
    </message>
    <message>
        <source>Name or attach what shows it: a file, an event, a drill or a figure</source>
        <translation>请提供佐证：文件、事件、演练或指标数值</translation>
    </message>
    <message>
        <source>Evidence for this milestone waits or was accepted already</source>
        <translation>该节点的佐证正在待验收或已验收</translation>
    </message>
    <message>
        <source>No evidence for this milestone waits</source>
        <translation>该节点没有待验收的佐证</translation>
    </message>
    <message>
        <source>No evidence for this milestone was accepted</source>
        <translation>该节点没有已验收的佐证</translation>
    </message>
    <message>
        <source>{person} submitted the evidence; another person must accept it</source>
        <translation>佐证由 {person} 提交，须由他人验收</translation>
    </message>
    <message>
        <source>Name the key or the post in at most {limit} characters</source>
        <translation>请填写密钥名或岗位名，最多 {limit} 个字</translation>
    </message>
    <message>
        <source>At most {limit} people are enrolled for training</source>
        <translation>受训人员最多登记 {limit} 人</translation>
    </message>
    <message>
        <source>{trainee} is not enrolled for training</source>
        <translation>{trainee} 未登记为受训人员</translation>
    </message>
    <message>
        <source>There is no group {group} in the targets of training</source>
        <translation>培训目标表中没有类别 {group}</translation>
    </message>
    <message>
        <source>Give the session a title of at most {limit} characters</source>
        <translation>请填写培训名称，最多 {limit} 个字</translation>
    </message>
    <message>
        <source>Name 1 to {limit} people, each once</source>
        <translation>请填写 1 至 {limit} 名人员，不得重复</translation>
    </message>
    <message>
        <source>A session ends after it begins, and {days} days later at most</source>
        <translation>培训结束须晚于开始，且最长 {days} 天</translation>
    </message>
    <message>
        <source>A session is recorded when it is over, and {days} days after its beginning at most</source>
        <translation>培训结束后才能登记，且不晚于开始后 {days} 天</translation>
    </message>
    <message>
        <source>So long a session brings more than 0 and at most {limit} hours of training</source>
        <translation>按时长，学时须大于 0 且不超过 {limit}</translation>
    </message>
    <message>
        <source>{trainee} was in “{session}” at the same time</source>
        <translation>{trainee} 同一时间已参加“{session}”</translation>
    </message>
    <message>
        <source>A drill counts as practice</source>
        <translation>演练按实操计入</translation>
    </message>
    <message>
        <source>The session lies outside the time of drill {drill}</source>
        <translation>培训时间不在演练 {drill} 的时间之内</translation>
    </message>
    <message>
        <source>The journal of drill {drill} must show for everybody that they were present</source>
        <translation>演练 {drill} 的日志须能证明每个人都到场</translation>
    </message>
    <message>
        <source>{case} exists already; use a new number</source>
        <translation>{case} 已存在，请用新编号</translation>
    </message>
    <message>
        <source>No collection truck is among the resources of this county; add one to the package</source>
        <translation>本县资源中没有清运车，请先在县域数据包中添加</translation>
    </message>
    <message>
        <source>Shift {shift} does not run now, but {current}; open the panel again</source>
        <translation>班次 {shift} 当前不在班，当班的是 {current}，请刷新后重试</translation>
    </message>
    <message>
        <source>No rounds of shift {shift} are known here; refresh the list</source>
        <translation>没有班次 {shift} 的收运计划，请刷新列表</translation>
    </message>
    <message>
        <source>The rounds of shift {shift} were planned anew in the meantime</source>
        <translation>班次 {shift} 的收运路线在此期间已重新计划</translation>
    </message>
    <message>
        <source>Bin {bin} is not a stop of {unit} any more; refresh the list</source>
        <translation>垃圾桶 {bin} 已不在 {unit} 的路线上，请刷新列表</translation>
    </message>
    <message>
        <source>{case} is not known here; refresh the list</source>
        <translation>没有 {case}，请刷新列表</translation>
    </message>
    <message>
        <source>The case needs a number of 1 to 64 printable characters</source>
        <translation>编号须为 1 至 64 个可见字符</translation>
    </message>
    <message>
        <source>{command} is not possible while {case} is {state}</source>
        <translation>{case} 当前为“{state}”，不能{command}</translation>
    </message>
    <message>
        <source>{command} of {case} needs a note; write why</source>
        <translation>{case} {command}须填写说明</translation>
    </message>
    <message>
        <source>{command} of {case} was done {limit} times already; close it, or open a new one</source>
        <translation>{case} 的{command}已达 {limit} 次，请办结，或另行新建</translation>
    </message>
    <message>
        <source>{case} has changed since; refresh and try again</source>
        <translation>{case} 已有新进展，请刷新后再看</translation>
    </message>
    <message>
        <source>Only the clock of a drill can be set; the live realm follows the machine&apos;s clock</source>
        <translation>只有演练的时钟可以调整；实况以机器时钟为准</translation>
    </message>
    <message>
        <source>The time rate must be 0 (paused) to {limit}</source>
        <translation>时间流速须在 0（暂停）至 {limit} 之间</translation>
    </message>
    <message>
        <source>The clock only jumps forward: choose a later time</source>
        <translation>时间只能向前快进：请选择更晚的时间</translation>
    </message>
    <message>
        <source>The clock jumps at most {hours} hours ahead at once</source>
        <translation>一次最多快进 {hours} 小时</translation>
    </message>
    <message>
        <source>{name} is not stored in the backend; attach it again</source>
        <translation>后台未存有 {name}，请重新添加</translation>
    </message>
    <message>
        <source>{name} is too large: at most {limit} MB</source>
        <translation>{name} 过大：最多 {limit} MB</translation>
    </message>
    <message>
        <source>{name} changed while it was transferred; attach it again</source>
        <translation>{name} 在传输过程中被修改，请重新添加</translation>
    </message>
    <message>
        <source>{name} is damaged in the backend; restore it from a backup</source>
        <translation>后台中的 {name} 已损坏，请从备份恢复</translation>
    </message>
    <message>
        <source>{name} is not stored in the backend any more; restore it from a backup</source>
        <translation>后台已没有 {name}，请从备份恢复</translation>
    </message>
    <message>
        <source>{name} was sent incorrectly; both sides must be of the same version</source>
        <translation>{name} 的传输内容有误；两端程序须为同一版本</translation>
    </message>
    <message>
        <source>{name} is not a picture, although its name says so; attach the original file</source>
        <translation>{name} 名为图片，内容却不是图片；请添加原始文件</translation>
    </message>
    <message>
        <source>{name} is a {format} picture, whose metadata cannot be deleted here; save it as JPEG or PNG</source>
        <translation>{name} 是 {format} 图片，无法删除其中的拍摄信息；请另存为 JPEG 或 PNG</translation>
    </message>
    <message>
        <source>{name} is a HEIC photo, which cannot be read here; set the phone&apos;s camera to its most compatible format, or save the photo as JPEG</source>
        <translation>{name} 是 HEIC 照片，无法读取；请在手机相机中选“兼容性最佳”格式，或另存为 JPEG</translation>
    </message>
    <message>
        <source>{name} is not a complete photo; take the original as JPEG, PNG or WebP</source>
        <translation>{name} 不是完整的照片；请使用 JPEG、PNG 或 WebP 原图</translation>
    </message>
    <message>
        <source>{name} has too many pixels: at most {limit} million; take a smaller one</source>
        <translation>{name} 像素过多：最多 {limit} 百万；请使用小一些的照片</translation>
    </message>
    <message>
        <source>A file name may have at most {limit} bytes of printable characters, none of / \ : * ? &quot; &lt; &gt; |; rename the file</source>
        <translation>文件名最长 {limit} 字节，只能含可显示的字符，且不得含 / \ : * ? &quot; &lt; &gt; |；请重命名文件</translation>
    </message>
    <message>
        <source>The county has no division {division}; choose one from the list</source>
        <translation>本县没有区划 {division}；请从列表中选择</translation>
    </message>
    <message>
        <source>The county has no resource {resource}; choose one from the list</source>
        <translation>本县没有资源 {resource}；请从列表中选择</translation>
    </message>
    <message>
        <source>The radius must be more than 0 and at most {limit} km</source>
        <translation>半径必须大于 0，且不超过 {limit} 公里</translation>
    </message>
    <message>
        <source>There is no road at this place to close; choose a road on the map</source>
        <translation>此处没有可封闭的道路；请在地图上选择道路</translation>
    </message>
    <message>
        <source>{unit} cannot be sent: only units that move have a status</source>
        <translation>{unit} 不能派出：只有可出动的力量才有状态</translation>
    </message>
    <message>
        <source>The status of {unit} was set later than that; refresh the list</source>
        <translation>{unit} 的状态在此之后已更新；请刷新列表</translation>
    </message>
    <message>
        <source>Nobody is named; enter who is called</source>
        <translation>未填写叫应对象；请填写</translation>
    </message>
    <message>
        <source>The worker is given by a work number, never by a name: at most {limit} letters, digits and hyphens, and at least one digit</source>
        <translation>走访人填工号，不填姓名：最多 {limit} 个字母、数字或连字符，且至少含一个数字</translation>
    </message>
    <message>
        <source>Records hold no phone numbers or identity numbers; name the post or the work number</source>
        <translation>记录中不得包含电话或证件号码；请填写岗位或工号</translation>
    </message>
    <message>
        <source>A response of level {level} is in force there already; change its level</source>
        <translation>该区域已启动 {level} 级响应；请调整其级别</translation>
    </message>
    <message>
        <source>The response has level {level} already; choose another one</source>
        <translation>该响应已是 {level} 级；请选择其他级别</translation>
    </message>
    <message>
        <source>The number of people must be 1 to {limit}</source>
        <translation>人数必须为 1 至 {limit}</translation>
    </message>
    <message>
        <source>{resource} cannot take people in; choose a shelter</source>
        <translation>{resource}不能安置人员；请选择安置点</translation>
    </message>
    <message>
        <source>Briefing {case} is not one that can be replaced; choose a signed one of the same kind and event</source>
        <translation>简报 {case} 不能被替代；请选择同类、同一事件的已签发简报</translation>
    </message>
    <message>
        <source>The briefing has too many entries: at most {limit}; remove some</source>
        <translation>简报条目过多：最多 {limit} 项；请删减</translation>
    </message>
    <message>
        <source>A report is about one event; choose one</source>
        <translation>报告针对一起事件；请选择</translation>
    </message>
    <message>
        <source>A special report needs a title; write one</source>
        <translation>专报须有标题；请填写</translation>
    </message>
    <message>
        <source>A report about event {event} is not signed yet; sign or withdraw it first</source>
        <translation>事件 {event} 的报告尚未签发；请先签发或撤回</translation>
    </message>
    <message>
        <source>A recipient is a unit, a post or a division, of at most {limit} characters; correct it</source>
        <translation>报送对象为单位、岗位或区划，最多 {limit} 个字符；请改正</translation>
    </message>
    <message>
        <source>Only a special report takes chosen figures; begin one</source>
        <translation>只有专报可写入所选数字；请起草专报</translation>
    </message>
    <message>
        <source>There is no figure {metric} in the catalogue; choose another one</source>
        <translation>目录中没有指标 {metric}；请另选一个</translation>
    </message>
    <message>
        <source>The report has this figure already; choose another one</source>
        <translation>报告中已有该数字；请另选</translation>
    </message>
    <message>
        <source>The report does not have this figure; refresh it</source>
        <translation>报告中没有该数字；请刷新</translation>
    </message>
    <message>
        <source>The briefing has errors that forbid signing ({count}); correct them first</source>
        <translation>简报有 {count} 处不得签发的错误；请先改正</translation>
    </message>
    <message>
        <source>The briefing has changed since it was read; read it again</source>
        <translation>简报在阅读后有改动；请重新核对</translation>
    </message>
    <message>
        <source>Each number of people is from 0 to {limit}; correct it</source>
        <translation>每项人数为 0 到 {limit}，请改正</translation>
    </message>
    <message>
        <source>Write the post of the leader in 1 to {limit} characters, not the name</source>
        <translation>请用 1 到 {limit} 个字填写领导职务，不写姓名</translation>
    </message>
    <message>
        <source>The urgency is 特急 or 加急, or nothing; choose one</source>
        <translation>紧急程度为特急或加急，或不填，请选择</translation>
    </message>
    <message>
        <source>A term of secrecy is one to ten years, like 3年; choose one</source>
        <translation>保密期限为 1 至 10 年，如 3年，请选择</translation>
    </message>
    <message>
        <source>A copy number is one to six digits, like 000001; correct it</source>
        <translation>份号为 1 至 6 位数字，如 000001，请更正</translation>
    </message>
    <message>
        <source>The question of rule {rule} has no answer; write one</source>
        <translation>规则 {rule} 的问题尚未回答；请填写</translation>
    </message>
    <message>
        <source>The next number is {issue}; sign again</source>
        <translation>下一期号为 {issue}；请重新签发</translation>
    </message>
    <message>
        <source>The signed document is missing; sign again</source>
        <translation>缺少签发的文件；请重新签发</translation>
    </message>
    <message>
        <source>Event {event} has ended already: draft its final report instead of a first one</source>
        <translation>事件 {event} 已办结：请直接起草终报，不再起草首报</translation>
    </message>
    <message>
        <source>A classification is lowered with a reason only; give one</source>
        <translation>降低密级须写明理由；请填写理由</translation>
    </message>
    <message>
        <source>The briefing has no recipient; enter one</source>
        <translation>简报没有报送对象；请填写</translation>
    </message>
    <message>
        <source>The data are older than {limit} minutes; update them, or write why they suffice</source>
        <translation>数据已超过 {limit} 分钟；请更新，或写明为何仍可用</translation>
    </message>
    <message>
        <source>The report about event {event} has no text; write it</source>
        <translation>事件 {event} 的报告没有内容；请填写</translation>
    </message>
    <message>
        <source>Event {event} has no first report yet; send that one first</source>
        <translation>事件 {event} 尚无首报；请先报首报</translation>
    </message>
    <message>
        <source>Event {event} has its first report already; send a further or the final one</source>
        <translation>事件 {event} 已有首报；请报续报或终报</translation>
    </message>
    <message>
        <source>The final report about event {event} was sent already</source>
        <translation>事件 {event} 的终报已报送</translation>
    </message>
    <message>
        <source>{period} is not a period; write it like 2026-11-25, 2026-11-25T14, 2026-11, 2026-Q4 or 2026</source>
        <translation>{period} 不是时段；请写成 2026-11-25、2026-11-25T14、2026-11、2026-Q4 或 2026</translation>
    </message>
    <message>
        <source>The period {period} has not begun yet; correct it</source>
        <translation>时段 {period} 尚未开始；请更正</translation>
    </message>
    <message>
        <source>The value for {period} was corrected {limit} times already</source>
        <translation>{period} 的数值已更正 {limit} 次</translation>
    </message>
    <message>
        <source>{answered} answered of {offered} calls is not possible; correct the numbers</source>
        <translation>来电 {offered}、接通 {answered} 不合理；请更正</translation>
    </message>
    <message>
        <source>{division} is not a grid; choose one of 15 digits</source>
        <translation>{division} 不是网格；请选择 15 位网格代码</translation>
    </message>
    <message>
        <source>The catalogue has no indicator {indicator}; the nearest ones are {names}: choose one, or add it to the county&apos;s metrics</source>
        <translation>目录中没有指标 {indicator}；最接近的是 {names}：请选用其一，或在本县指标表中增加</translation>
    </message>
    <message>
        <source>The value of {indicator} is not a number; enter one</source>
        <translation>{indicator} 的值不是数字；请填写数字</translation>
    </message>
    <message>
        <source>{value} of {indicator} is impossible: it lies between {least} and {most}; correct it</source>
        <translation>{indicator} 不可能为 {value}：须在 {least} 到 {most} 之间；请更正</translation>
    </message>
    <message>
        <source>{value} of {indicator} is impossible: it counts whole things; correct it, or its unit</source>
        <translation>{indicator}不可能为 {value}：应为整数；请更正数值或单位</translation>
    </message>
    <message>
        <source>{indicator} is no part of another indicator in the assessment; report it without a whole</source>
        <translation>{indicator} 在考核中不是另一指标的一部分；请不带分母填报</translation>
    </message>
    <message>
        <source>{n} of {part} cannot be a part of {of} of {whole}; correct one, or report the other one first</source>
        <translation>{part} 的 {n} 不可能是 {whole} 的 {of} 的一部分；请更正其一，或先填报另一项</translation>
    </message>
    <message>
        <source>{period} is no quarter, half-year or year; write one like 2026-Q3, 2026-H2 or 2026</source>
        <translation>{period} 不是季度、半年或年；请写成 2026-Q3、2026-H2 或 2026</translation>
    </message>
    <message>
        <source>{period} is not over; it can be assessed after its end</source>
        <translation>{period} 尚未结束；结束后才能考核</translation>
    </message>
    <message>
        <source>No leaf of {period} has a value: there is nothing to freeze; report values first</source>
        <translation>{period} 没有一个指标有数值，无可冻结；请先填报</translation>
    </message>
    <message>
        <source>The values of {period} are frozen and never change; report corrections for the next period</source>
        <translation>{period} 的数值已冻结，不再改变；更正请报入下一期</translation>
    </message>
    <message>
        <source>The assessment of {period} needs a note; write by which decision or report</source>
        <translation>{period} 的考核需要说明；请写明依据的会议、文件或报告</translation>
    </message>
    <message>
        <source>The assessment of {period} was computed by other definitions; load it again</source>
        <translation>{period} 的考核按另一套口径计算；请重新载入</translation>
    </message>
    <message>
        <source>The values of {period} cannot be used; load the assessment again</source>
        <translation>{period} 的数值不可用；请重新载入考核</translation>
    </message>
    <message>
        <source>The score of node {node} must be between 0 and {most} points; correct it</source>
        <translation>指标 {node} 的评分须在 0 到 {most} 分之间；请更正</translation>
    </message>
    <message>
        <source>Enter who gave the score, in at most {limit} characters</source>
        <translation>请填写评分机构，不超过 {limit} 个字</translation>
    </message>
    <message>
        <source>There is no vital sign {sign} in the catalogue; run one version of the program</source>
        <translation>目录中没有体征 {sign}；请统一程序版本</translation>
    </message>
    <message>
        <source>The vital sign {sign} has an open excursion already</source>
        <translation>体征 {sign} 已有未结束的越限</translation>
    </message>
    <message>
        <source>Excursion {excursion} is not known</source>
        <translation>没有越限 {excursion}</translation>
    </message>
    <message>
        <source>The value of the vital sign is not a number</source>
        <translation>体征的数值不是数</translation>
    </message>
    <message>
        <source>The value of {indicator} has no evidence; enter where it comes from</source>
        <translation>{indicator} 缺少依据；请填写数据来源</translation>
    </message>
    <message>
        <source>This refused input is not kept any more; refresh the list</source>
        <translation>这条被拒输入已不再保留；请刷新列表</translation>
    </message>
    <message>
        <source>This refused input was seen to already; refresh the list</source>
        <translation>这条被拒输入已处置；请刷新列表</translation>
    </message>
    <message>
        <source>The number of refused inputs must be 1 to {limit}, with origin, reason and a few examples</source>
        <translation>被拒输入的数量须为 1 至 {limit}，并写明来源、原因和少量示例</translation>
    </message>
    <message>
        <source>The catalogue has no plan {plan} that can be started; choose one from the list</source>
        <translation>目录中没有可启动的预案 {plan}；请从列表中选择</translation>
    </message>
    <message>
        <source>Plan {plan} has no level {level}; choose one of its levels</source>
        <translation>预案 {plan} 没有 {level} 级；请选择它具有的级别</translation>
    </message>
    <message>
        <source>A plan is started for an event or for a response; choose one of them</source>
        <translation>预案须针对一个事件或一个响应启动；请选择其一</translation>
    </message>
    <message>
        <source>This plan runs already, at level {level}; change its level instead</source>
        <translation>该预案已按 {level} 级启动；请改为调整级别</translation>
    </message>
    <message>
        <source>Event {event} has ended; a plan is started for an open one</source>
        <translation>事件 {event} 已结束；只能对未结束的事件启动预案</translation>
    </message>
    <message>
        <source>The response is not in force any more; start a response first</source>
        <translation>该响应已不在有效期；请先启动响应</translation>
    </message>
    <message>
        <source>The checklist has no task {task}; refresh the panel</source>
        <translation>任务清单中没有任务 {task}；请刷新面板</translation>
    </message>
    <message>
        <source>The task was completed or skipped already; refresh the panel</source>
        <translation>该任务已完成或已跳过；请刷新面板</translation>
    </message>
    <message>
        <source>The task is open; there is nothing to reopen</source>
        <translation>该任务尚未完成，无需恢复</translation>
    </message>
    <message>
        <source>The catalogue has no automation rule {rule}; refresh the panel</source>
        <translation>目录中没有联动规则 {rule}；请刷新面板</translation>
    </message>
    <message>
        <source>Rule {rule} is switched that way already; refresh the panel</source>
        <translation>规则 {rule} 已是该状态；请刷新面板</translation>
    </message>
    <message>
        <source>A handover lists at most {limit} items of a kind; the further ones are only counted</source>
        <translation>交接班每类最多列出 {limit} 项，其余只计数</translation>
    </message>
    <message>
        <source>{person} hands over: choose somebody else who takes over</source>
        <translation>{person}是交班人：请选择其他人接班</translation>
    </message>
    <message>
        <source>{person} hands over this shift; another person has to take it over</source>
        <translation>本班由{person}交出，须由其他人接班</translation>
    </message>
    <message>
        <source>This realm is not a drill; ask in the window of the drill</source>
        <translation>本域不是演练；请在演练窗口中查询</translation>
    </message>
    <message>
        <source>Drill {drill} is not commanded here; use the window of its own realm</source>
        <translation>演练 {drill} 不在此处指挥；请使用该演练自己的窗口</translation>
    </message>
    <message>
        <source>{command} is not possible now: the drill does not run; start it first</source>
        <translation>现在不能{command}：演练未在进行，请先开始演练</translation>
    </message>
    <message>
        <source>The desk knows {limit} walls already, as many as it may; give this wall the name of one of them</source>
        <translation>事件台已登记 {limit} 面大屏，达到上限；请给这面大屏用其中一个名称</translation>
    </message>
    <message>
        <source>Drill {drill} has begun; a new run needs a new drill</source>
        <translation>演练 {drill} 已开始；重新演练须另开一次</translation>
    </message>
    <message>
        <source>The drill has ended; nothing more is dealt with in it</source>
        <translation>演练已结束，不再受理处置</translation>
    </message>
    <message>
        <source>The drill was aborted; return to duty in the live window</source>
        <translation>演练已中止，请回到实战窗口履职</translation>
    </message>
    <message>
        <source>Your role in the drill does not include this ({right}); ask the director</source>
        <translation>您的演练角色没有此权限（{right}），请联系总策划</translation>
    </message>
    <message>
        <source>{person} has no role in the drill; the director can give one</source>
        <translation>{person} 在演练中没有角色；可由总策划分配</translation>
    </message>
    <message>
        <source>Only the director of the drill may do this</source>
        <translation>只有演练总策划可以进行此操作</translation>
    </message>
    <message>
        <source>Only evaluators of the drill may do this</source>
        <translation>只有演练评价人员可以进行此操作</translation>
    </message>
    <message>
        <source>Only players of the drill may do this</source>
        <translation>只有参演人员可以进行此操作</translation>
    </message>
    <message>
        <source>Those who evaluate or watch a drill change nothing on its desk; write notes instead</source>
        <translation>评价、观摩人员不处置演练业务；请填写评估记录</translation>
    </message>
    <message>
        <source>The county has no grade {grade}; choose one from the list</source>
        <translation>本县没有等级“{grade}”，请从列表中选择</translation>
    </message>
    <message>
        <source>Self-assessments are handed in from the hot wash on, until the drill is archived</source>
        <translation>自评自点评开始至演练归档期间提交</translation>
    </message>
    <message>
        <source>Everybody hands in the own self-assessment only</source>
        <translation>只能提交本人的自评</translation>
    </message>
    <message>
        <source>State of every objective of the scenario whether it was met</source>
        <translation>请逐项说明脚本的每个目标是否达成</translation>
    </message>
    <message>
        <source>Write why objective {objective} was not met</source>
        <translation>请填写目标 {objective} 未达成的理由</translation>
    </message>
    <message>
        <source>Injects and scores are open to directors and evaluators only, until the hot wash</source>
        <translation>点评开始前，注入和评分只对总策划和评价人员公开</translation>
    </message>
    <message>
        <source>The scenario has no role {role}; choose one from the list</source>
        <translation>脚本中没有角色 {role}，请从列表中选择</translation>
    </message>
    <message>
        <source>Nobody of role {role} has answered the roll call; bind a person who is present</source>
        <translation>角色 {role} 无人应答点名；请分配在场人员</translation>
    </message>
    <message>
        <source>{person} has role {role} already; a person has one role a drill</source>
        <translation>{person} 已有角色 {role}；一次演练中一人一角</translation>
    </message>
    <message>
        <source>With role {role} you could direct and abort this drill no more; bind another person</source>
        <translation>担任角色 {role} 后您将不能再控制和中止本次演练；请分配给其他人</translation>
    </message>
    <message>
        <source>{person} has answered the roll call already</source>
        <translation>{person} 已应答点名</translation>
    </message>
    <message>
        <source>{person} is not a person; write u: and the name as enrolled</source>
        <translation>{person} 不是人员；请写 u: 加登记姓名</translation>
    </message>
    <message>
        <source>There are too many: at most {limit}</source>
        <translation>数量过多，最多 {limit} 个</translation>
    </message>
    <message>
        <source>Numbers of events of a drill begin with 演; report it under such a number</source>
        <translation>演练事件编号以“演”开头，请用此类编号上报</translation>
    </message>
    <message>
        <source>Only what a simulator of a drill reports has the source simulated; choose the channel by which it was reported</source>
        <translation>只有演练中模拟人员上报的事件才标为“模拟”；请选择实际的上报渠道</translation>
    </message>
    <message>
        <source>Numbers that begin with 演背景 are of what was there before the drill; report it under another number</source>
        <translation>以“演背景”开头的编号属于演练开始前已有的事项；请换用其他编号上报</translation>
    </message>
    <message>
        <source>Numbers that begin with 演 are of drills; report it under another number</source>
        <translation>以“演”开头的编号属于演练，请用其他编号上报</translation>
    </message>
    <message>
        <source>Name the file of the scenario, and a few files that it shows</source>
        <translation>请给出脚本文件及其展示的少量文件</translation>
    </message>
    <message>
        <source>The drill has no inject {inject}; refresh the list</source>
        <translation>演练中没有注入 {inject}，请刷新列表</translation>
    </message>
    <message>
        <source>{command} is not possible while inject {inject} is {state}</source>
        <translation>注入 {inject} 处于 {state} 状态，不能{command}</translation>
    </message>
    <message>
        <source>{person} has released it already; a second person must do it, too</source>
        <translation>{person} 已放行；还须第二人放行</translation>
    </message>
    <message>
        <source>Inject {inject} is not addressed to your role</source>
        <translation>注入 {inject} 的接收方不是您的角色</translation>
    </message>
    <message>
        <source>Inject {inject} was acknowledged already</source>
        <translation>注入 {inject} 已确认</translation>
    </message>
    <message>
        <source>What inject {inject} contains was refused by the desk; edit it or skip it</source>
        <translation>注入 {inject} 的内容被系统拒收；请修改或跳过</translation>
    </message>
    <message>
        <source>Inject {inject} lacks its content, or names a role that the drill does not have; correct it</source>
        <translation>注入 {inject} 缺少内容，或所写角色不在演练中，请更正</translation>
    </message>
    <message>
        <source>An inject can be delayed by more than 0 and at most {hours} hours</source>
        <translation>注入可推迟大于 0、最多 {hours} 小时</translation>
    </message>
    <message>
        <source>The scenario has no expectation {expectation}; refresh the list</source>
        <translation>脚本中没有期望 {expectation}，请刷新列表</translation>
    </message>
    <message>
        <source>The share must be 0 to 1</source>
        <translation>比例须在 0 到 1 之间</translation>
    </message>
    <message>
        <source>Command id {command} was used before for something else; report it under a new one</source>
        <translation>指令编号 {command} 已用于其他指令；请用新编号重新上报</translation>
    </message>
    <message>
        <source>The location {x_m}, {y_m} is outside the county; choose one inside its outline</source>
        <translation>位置 {x_m}, {y_m} 在县域之外；请选择边界以内的位置</translation>
    </message>
    <message>
        <source>Longitude {lon} and latitude {lat} are not in China; check their order and their signs</source>
        <translation>经度 {lon}、纬度 {lat} 不在中国境内；请核对经纬度的先后和正负</translation>
    </message>
    <message>
        <source>A wall and a scene have names of at most {limit} characters; choose them from the list</source>
        <translation>大屏与场景的名称最多 {limit} 个字符；请从列表中选择</translation>
    </message>
</context>
<context>
    <name>replayed_time</name>
    <message>
        <source>{time} (as known then)</source>
        <translation>{time}（当时所知）</translation>
    </message>
    <message>
        <source>{time} (as it happened)</source>
        <translation>{time}（实际发生）</translation>
    </message>
    <message>
        <source>{time} (as it happened, known by {known})</source>
        <translation>{time}（实际发生，截至 {known} 所知）</translation>
    </message>
</context>
<context>
    <name>seats</name>
    <message>
        <source>Claimed by {person} since {time}</source>
        <translation>{person}认领（{time} 起）</translation>
    </message>
    <message>
        <source> (has left the seat)</source>
        <translation>，已离席</translation>
    </message>
    <message>
        <source>{person} is working on it ({step})</source>
        <translation>{person}正在处理（{step}）</translation>
    </message>
    <message>
        <source>{person} has it open</source>
        <translation>{person}正在查看</translation>
    </message>
    <message>
        <source>until {time}</source>
        <translation>至 {time}</translation>
    </message>
</context>
<context>
    <name>sending</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Void: {n} villages will have no unit of this kind within {limit} min: {villages}</source>
        <translation>空窗：派出后有 {n} 个村在 {limit} 分钟内无同类力量可到：{villages}</translation>
    </message>
    <message>
        <source>{text}, and {n} more</source>
        <translation>{text}，另有 {n} 个</translation>
    </message>
    <message>
        <source>No village loses its cover within {limit} min</source>
        <translation>派出后没有村失去 {limit} 分钟覆盖</translation>
    </message>
    <message>
        <source>{village} (nobody can come)</source>
        <translation>{village}（无力量可到）</translation>
    </message>
    <message>
        <source>{village} ({minutes} min)</source>
        <translation>{village}（{minutes} 分钟）</translation>
    </message>
</context>
<context>
    <name>shifts</name>
    <message>
        <source>Open events: {events} (claimed: {claimed}), alarms unacknowledged or set aside: {alarms}, responses: {responses}, plans: {plans}</source>
        <translation>未结事件 {events} 件（认领 {claimed} 件），未确认或已搁置的告警 {alarms} 条，应急响应 {responses} 项，预案 {plans} 项</translation>
    </message>
    <message>
        <source>Handover of the shift</source>
        <translation>交接班记录</translation>
    </message>
    <message>
        <source>Hands over: {person}, {time}</source>
        <translation>交班：{person}，{time}</translation>
    </message>
    <message>
        <source>Took over: {person}, {time}</source>
        <translation>接班：{person}，{time}</translation>
    </message>
    <message>
        <source>Note: {note}</source>
        <translation>说明：{note}</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>期限</translation>
    </message>
    <message>
        <source>Claimed</source>
        <translation>已认领</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Open events</source>
        <translation>未结事件</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>Responses</source>
        <translation>响应</translation>
    </message>
    <message>
        <source>Plans</source>
        <translation>预案</translation>
    </message>
    <message>
        <source>further open events: {n}</source>
        <translation>另有 {n} 件未结事件</translation>
    </message>
    <message>
        <source>Signed, hands over:</source>
        <translation>交班人签名：</translation>
    </message>
    <message>
        <source>Signed, takes over:</source>
        <translation>接班人签名：</translation>
    </message>
</context>
<context>
    <name>step_author</name>
    <message>
        <source>automatic</source>
        <translation>系统自动</translation>
    </message>
    <message>
        <source>inject of the drill</source>
        <translation>演练注入</translation>
    </message>
    <message>
        <source>before the drill</source>
        <translation>演练开始前</translation>
    </message>
    <message>
        <source>simulated staff</source>
        <translation>模拟人员</translation>
    </message>
</context>
<context>
    <name>study</name>
    <message>
        <source>Asking …</source>
        <translation>正在查询…</translation>
    </message>
    <message>
        <source>Waiting for another answer …</source>
        <translation>正在等待前一项计算…</translation>
    </message>
    <message>
        <source>Computing … {share} %</source>
        <translation>计算中… {share} %</translation>
    </message>
</context>
<context>
    <name>tracing</name>
    <message>
        <source>Times of recalls: {source}</source>
        <translation>召回时限依据：{source}</translation>
    </message>
    <message>
        <source>{n} batches may be meant: double-click one</source>
        <translation>可能是这 {n} 个批次：请双击其中一个</translation>
    </message>
    <message>
        <source>{product}{forward} batches affected, made of {backward}; {places} places to tell, {has} of them have some; {gaps} gaps, {circles} circles; {unbalanced} of {processings} transformations out of balance</source>
        <translation>{product}受影响 {forward} 批，来源 {backward} 批；须告知 {places} 处，现有 {has} 处；缺失 {gaps} 处，循环 {circles} 处；加工 {processings} 次，不平衡 {unbalanced} 次</translation>
    </message>
    <message>
        <source>as of {time}, record {seq}, by {scans} scans; out of balance above {tolerance} %; a delivery is missing after {hours} h</source>
        <translation>截至 {time}，第 {seq} 条记录，依据 {scans} 条扫描；差额超过 {tolerance} % 为不平衡；发出 {hours} 小时未收到为缺失</translation>
    </message>
    <message>
        <source>; {n} deliveries on their way</source>
        <translation>；在途 {n} 批</translation>
    </message>
</context>
<context>
    <name>trend</name>
    <message>
        <source>Dotted: not all of this period is counted</source>
        <translation>点线：该期记录不完整</translation>
    </message>
    <message>
        <source>{known} of {periods} periods have a value: a trend needs two in a row</source>
        <translation>{periods} 期中 {known} 期有数：相邻两期有数才有走势</translation>
    </message>
</context>
<context>
    <name>wall</name>
    <message>
        <source>No alarm</source>
        <translation>无告警</translation>
    </message>
    <message>
        <source>Found by sensors last</source>
        <translation>近期感知发现</translation>
    </message>
    <message>
        <source>for {time}</source>
        <translation>持续 {time}</translation>
    </message>
    <message>
        <source>Nothing was written in the last days</source>
        <translation>近日没有记事</translation>
    </message>
    <message>
        <source>waiting {time}</source>
        <translation>已等 {time}</translation>
    </message>
    <message>
        <source>Nothing waits for a decision</source>
        <translation>没有待决事项</translation>
    </message>
    <message>
        <source>Closed last</source>
        <translation>最近办结</translation>
    </message>
    <message>
        <source>{time} over</source>
        <translation>超期 {time}</translation>
    </message>
    <message>
        <source>supervised</source>
        <translation>督办中</translation>
    </message>
    <message>
        <source>Nothing is overdue or supervised</source>
        <translation>无超期、无督办</translation>
    </message>
    <message>
        <source>Due next</source>
        <translation>即将到期</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩 {time}</translation>
    </message>
    <message>
        <source>Reported today</source>
        <translation>今日受理</translation>
    </message>
    <message>
        <source>To be assigned</source>
        <translation>待立案派遣</translation>
    </message>
    <message>
        <source>In hand</source>
        <translation>办理中</translation>
    </message>
    <message>
        <source>To be verified</source>
        <translation>待核查</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>Due soon</source>
        <translation>临期</translation>
    </message>
    <message>
        <source>Emergencies</source>
        <translation>紧急事件</translation>
    </message>
    <message>
        <source>Closed of due today</source>
        <translation>到期结案率</translation>
    </message>
    <message>
        <source>yesterday {value}</source>
        <translation>昨日 {value}</translation>
    </message>
    <message>
        <source>Hotline today: {name}</source>
        <translation>今日热线{name}</translation>
    </message>
    <message>
        <source>a week ago {value}</source>
        <translation>上周同期 {value}</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>{known} of {days} days have a value</source>
        <translation>{days} 日中 {known} 日有数</translation>
    </message>
    <message>
        <source>nothing to compare with yet</source>
        <translation>尚无可比</translation>
    </message>
    <message>
        <source>No water station reports</source>
        <translation>水位站无数据</translation>
    </message>
    <message>
        <source>No rain in the last hour</source>
        <translation>近一小时无雨</translation>
    </message>
    <message>
        <source>Strongest rain: {mm} mm/h, {name}</source>
        <translation>雨量最大 {mm} 毫米/时，{name}</translation>
    </message>
    <message>
        <source>within the limit</source>
        <translation>未超限</translation>
    </message>
    <message>
        <source>{n} rows refused since the start</source>
        <translation>启动以来拒收 {n} 行</translation>
    </message>
    <message>
        <source>No sensor</source>
        <translation>无感知设备</translation>
    </message>
    <message>
        <source>{n} critical alarms not acknowledged</source>
        <translation>{n} 条紧急告警待确认</translation>
    </message>
    <message>
        <source>{n} emergencies not taken up</source>
        <translation>{n} 起紧急事件待受理</translation>
    </message>
    <message>
        <source>{n} vital signs red</source>
        <translation>{n} 项体征红色</translation>
    </message>
    <message>
        <source>{n} emergencies in hand</source>
        <translation>{n} 起紧急事件办理中</translation>
    </message>
    <message>
        <source>{n} critical alarms over, not acknowledged</source>
        <translation>{n} 条紧急告警已恢复、未确认</translation>
    </message>
    <message>
        <source>{n} vital signs orange</source>
        <translation>{n} 项体征橙色</translation>
    </message>
    <message>
        <source>{n} events overdue</source>
        <translation>{n} 件事件超期</translation>
    </message>
    <message>
        <source>{n} vital signs yellow</source>
        <translation>{n} 项体征黄色</translation>
    </message>
    <message>
        <source>Calm as far as known, vital signs unknown</source>
        <translation>已知平稳，体征无数据</translation>
    </message>
    <message>
        <source>Calm as far as known, {n} vital signs unknown</source>
        <translation>已知平稳，{n} 项体征无数据</translation>
    </message>
    <message>
        <source>All is calm: {n} events open, none overdue</source>
        <translation>全县平稳：{n} 起在办，无超期</translation>
    </message>
    <message>
        <source>{n} events open, none overdue</source>
        <translation>{n} 起在办，无超期</translation>
    </message>
    <message>
        <source>emergencies</source>
        <translation>紧急事件</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>vital signs</source>
        <translation>体征</translation>
    </message>
    <message>
        <source>vital signs out of range</source>
        <translation>体征异常</translation>
    </message>
    <message>
        <source>vital signs unknown</source>
        <translation>体征无数据</translation>
    </message>
    <message>
        <source>alarms to acknowledge</source>
        <translation>告警待确认</translation>
    </message>
    <message>
        <source>{what} and others</source>
        <translation>{what} 等</translation>
    </message>
    <message>
        <source>Drill, not real</source>
        <translation>演练，非真实</translation>
    </message>
    <message>
        <source>No response in force</source>
        <translation>未启动响应</translation>
    </message>
    <message>
        <source>{n} outputs dark</source>
        <translation>{n} 路输出黑屏</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Output {names} dark</source>
        <translation>输出 {names} 黑屏</translation>
    </message>
    <message>
        <source>on duty: {name}</source>
        <translation>值班 {name}</translation>
    </message>
    <message>
        <source>No 3D view: {why}</source>
        <translation>无三维视图：{why}</translation>
    </message>
    <message>
        <source>The picture is being drawn …</source>
        <translation>正在绘制画面…</translation>
    </message>
    <message>
        <source>No unit with a limit for its way</source>
        <translation>没有规定到达时限的力量</translation>
    </message>
    <message>
        <source>{n} of {total} free</source>
        <translation>{n}/{total} 待命</translation>
    </message>
    <message>
        <source>Every village is reached in time</source>
        <translation>各村均可按时到达</translation>
    </message>
    <message>
        <source>{n} villages not reached by {kind} within {m} min</source>
        <translation>{n} 个村：{kind} {m} 分钟内不能到达</translation>
    </message>
    <message>
        <source>{late} late of {n}</source>
        <translation>超期 {late}，共 {n}</translation>
    </message>
    <message>
        <source>No open event in any village</source>
        <translation>各村均无在办事件</translation>
    </message>
    <message>
        <source>No data</source>
        <translation>无数据</translation>
    </message>
    <message>
        <source>As of {time}</source>
        <translation>截至 {time}</translation>
    </message>
    <message>
        <source>clock {seconds:+.0f} s</source>
        <translation>时钟差 {seconds:+.0f} 秒</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>另有 {n} 项</translation>
    </message>
    <message>
        <source>Nothing is known yet</source>
        <translation>尚无数据</translation>
    </message>
    <message>
        <source>coverage {share} %</source>
        <translation>覆盖 {share}%</translation>
    </message>
    <message>
        <source>range {range}</source>
        <translation>区间 {range}</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation>自 {time} 起</translation>
    </message>
    <message>
        <source>{n} normal</source>
        <translation>正常 {n}</translation>
    </message>
    <message>
        <source>{n} unknown</source>
        <translation>{n} 无数据</translation>
    </message>
    <message>
        <source>{n} overdue</source>
        <translation>超期 {n}</translation>
    </message>
    <message>
        <source>open events: few – many</source>
        <translation>未结事件：少—多</translation>
    </message>
    <message>
        <source>Nothing is pinned</source>
        <translation>没有钉住的结论</translation>
    </message>
    <message>
        <source>Further pinned results</source>
        <translation>其余钉住的结论</translation>
    </message>
    <message>
        <source>no such metric</source>
        <translation>没有这项指标</translation>
    </message>
    <message>
        <source>as of {time}</source>
        <translation>截至 {time}</translation>
    </message>
    <message>
        <source>old: as of {time}</source>
        <translation>已旧：截至 {time}</translation>
    </message>
    <message>
        <source>stale: as of {time}</source>
        <translation>过期：截至 {time}</translation>
    </message>
</context>
<context>
    <name>window_words</name>
    <message>
        <source>has the columns of no known format: {columns}; choose in the table above which of them hold events: {events}, or readings: {readings}</source>
        <translation>列不属于任何已知格式：{columns}；请在上表中选择哪些列是事件的{events}，或监测读数的{readings}</translation>
    </message>
    <message>
        <source>lacks {fields} for readings; choose in the table above which column holds {first}, or state it for all rows</source>
        <translation>监测读数缺少{fields}；请在上表中选择哪一列是“{first}”，或统一指定</translation>
    </message>
    <message>
        <source>lacks the place of the events: choose in the table above which column holds {fields} or {named}, or choose a division for the rows without a known place</source>
        <translation>缺少事件的位置：请在上表中选择哪一列是{fields}或{named}，或为未识别位置的行选择乡镇、村</translation>
    </message>
    <message>
        <source>lacks {fields} for events; choose in the table above which column holds {first}, or state it for all rows</source>
        <translation>事件缺少{fields}；请在上表中选择哪一列是“{first}”，或统一指定</translation>
    </message>
    <message>
        <source>lacks {fields} for inputs of figures; choose in the table above which column holds {first}, or state it for all rows</source>
        <translation>指标数值缺少{fields}；请在上表中选择哪一列是“{first}”，或统一指定</translation>
    </message>
    <message>
        <source>lacks {fields} for scans of goods; choose in the table above which column holds {first}, or state it for all rows</source>
        <translation>缺少货物扫描所需的 {fields}：请在上表中选择 {first} 所在的列，或为所有行填写</translation>
    </message>
    <message>
        <source>lacks {fields} for profile {profile}; choose in the table above which column holds {first}, or another profile</source>
        <translation>按方案 {profile} 缺少{fields}；请在上表中选择哪一列是“{first}”，或换一个方案</translation>
    </message>
    <message>
        <source>the file has no column {header} for {name}; its columns: {columns}</source>
        <translation>文件没有列“{header}”（{name}）；现有列：{columns}</translation>
    </message>
    <message>
        <source>{columns} is empty; fill it in, or tick that all events happen now</source>
        <translation>{columns} 为空；请填写，或勾选“全部事件的时间取当前时间”</translation>
    </message>
    <message>
        <source>no column is known as the time of the events, but {columns} holds times; choose the field Time for it in the table above, or tick that all events happen now</source>
        <translation>没有列被识别为事件时间，但 {columns} 中是时间；请在上表中为它选择“时间”，或勾选“全部事件的时间取当前时间”</translation>
    </message>
    <message>
        <source>has a year of two digits; choose the order of dates above</source>
        <translation>年份只有两位；请在上方选择日期顺序</translation>
    </message>
    <message>
        <source>has its year last; choose above an order of dates that ends with the year</source>
        <translation>年份在最后；请在上方选择以年结尾的日期顺序</translation>
    </message>
    <message>
        <source>has a day and a month that could be exchanged; choose the order of dates above</source>
        <translation>日和月可能颠倒；请在上方选择日期顺序</translation>
    </message>
    <message>
        <source>, or choose the form of decimals above</source>
        <translation>，或在上方选择小数的写法</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>Report</source>
        <translation>上报</translation>
    </message>
    <message>
        <source>Upload files</source>
        <translation>上传文件</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>认领</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>移交</translation>
    </message>
    <message>
        <source>Release the claim</source>
        <translation>取消认领</translation>
    </message>
    <message>
        <source>Add a note</source>
        <translation>添加备注</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>不予受理</translation>
    </message>
    <message>
        <source>File</source>
        <translation>立案</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>并案</translation>
    </message>
    <message>
        <source>Undo the merge</source>
        <translation>撤销并案</translation>
    </message>
    <message>
        <source>Dispatch</source>
        <translation>派遣</translation>
    </message>
    <message>
        <source>Send a further unit</source>
        <translation>增派力量</translation>
    </message>
    <message>
        <source>Release a unit</source>
        <translation>撤回力量</translation>
    </message>
    <message>
        <source>Set the main unit</source>
        <translation>变更主办</translation>
    </message>
    <message>
        <source>Departed</source>
        <translation>出动</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translation>到场</translation>
    </message>
    <message>
        <source>Accept task</source>
        <translation>接受任务</translation>
    </message>
    <message>
        <source>Return task</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Ask for an extension</source>
        <translation>申请延期</translation>
    </message>
    <message>
        <source>Refuse the extension</source>
        <translation>不予延期</translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>延期</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>挂账</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>销账</translation>
    </message>
    <message>
        <source>Supervise</source>
        <translation>督办</translation>
    </message>
    <message>
        <source>Escalate</source>
        <translation>升级督促</translation>
    </message>
    <message>
        <source>Feed back</source>
        <translation>反馈结果</translation>
    </message>
    <message>
        <source>Send back</source>
        <translation>返工</translation>
    </message>
    <message>
        <source>Verify and close</source>
        <translation>核查结案</translation>
    </message>
    <message>
        <source>Follow up</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>综合评价</translation>
    </message>
    <message>
        <source>Assign again</source>
        <translation>重新交办</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>更正</translation>
    </message>
    <message>
        <source>Raise alarm</source>
        <translation>发出告警</translation>
    </message>
    <message>
        <source>Clear alarm</source>
        <translation>解除告警</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Shelve</source>
        <translation>搁置</translation>
    </message>
    <message>
        <source>Unshelve</source>
        <translation>取消搁置</translation>
    </message>
    <message>
        <source>Suppress</source>
        <translation>抑制</translation>
    </message>
    <message>
        <source>Unsuppress</source>
        <translation>解除抑制</translation>
    </message>
    <message>
        <source>Take out of service</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Return to service</source>
        <translation>恢复使用</translation>
    </message>
    <message>
        <source>Reported</source>
        <translation>已上报</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>已更正</translation>
    </message>
    <message>
        <source>Claimed</source>
        <translation>已认领</translation>
    </message>
    <message>
        <source>Handed over to</source>
        <translation>已移交</translation>
    </message>
    <message>
        <source>Claim released</source>
        <translation>已取消认领</translation>
    </message>
    <message>
        <source>Noted</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>不予受理</translation>
    </message>
    <message>
        <source>Filed</source>
        <translation>已立案</translation>
    </message>
    <message>
        <source>Merged</source>
        <translation>已并案</translation>
    </message>
    <message>
        <source>Merge undone</source>
        <translation>已撤销并案</translation>
    </message>
    <message>
        <source>Took over the report</source>
        <translation>并入上报</translation>
    </message>
    <message>
        <source>Gave the report back</source>
        <translation>退出并案</translation>
    </message>
    <message>
        <source>Dispatched</source>
        <translation>已派遣</translation>
    </message>
    <message>
        <source>Further unit sent</source>
        <translation>已增派</translation>
    </message>
    <message>
        <source>Unit released</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>Main unit set</source>
        <translation>已变更主办</translation>
    </message>
    <message>
        <source>Unit departed</source>
        <translation>已出动</translation>
    </message>
    <message>
        <source>Unit arrived</source>
        <translation>已到场</translation>
    </message>
    <message>
        <source>Task accepted</source>
        <translation>已接受任务</translation>
    </message>
    <message>
        <source>Task returned</source>
        <translation>已退回任务</translation>
    </message>
    <message>
        <source>Extension requested</source>
        <translation>申请延期</translation>
    </message>
    <message>
        <source>Extension refused</source>
        <translation>不予延期</translation>
    </message>
    <message>
        <source>Deadline extended</source>
        <translation>已延期</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>已挂账</translation>
    </message>
    <message>
        <source>Resumed</source>
        <translation>已销账</translation>
    </message>
    <message>
        <source>Put under supervision</source>
        <translation>已督办</translation>
    </message>
    <message>
        <source>Escalated</source>
        <translation>升级督促</translation>
    </message>
    <message>
        <source>Fed back</source>
        <translation>已反馈</translation>
    </message>
    <message>
        <source>Sent back for rework</source>
        <translation>已退回返工</translation>
    </message>
    <message>
        <source>Verified and closed</source>
        <translation>已核查结案</translation>
    </message>
    <message>
        <source>Followed up</source>
        <translation>已回访</translation>
    </message>
    <message>
        <source>Evaluated</source>
        <translation>已评价</translation>
    </message>
    <message>
        <source>Assigned again</source>
        <translation>已重新交办</translation>
    </message>
    <message>
        <source>the unit</source>
        <translation>处置单位</translation>
    </message>
    <message>
        <source>the head of the department</source>
        <translation>主管部门负责人</translation>
    </message>
    <message>
        <source>the county&apos;s leader in charge</source>
        <translation>县级分管领导</translation>
    </message>
    <message>
        <source>Very poor</source>
        <translation>很不满意</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>不满意</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>Well done</source>
        <translation>满意</translation>
    </message>
    <message>
        <source>Very good</source>
        <translation>很满意</translation>
    </message>
    <message>
        <source>Collect</source>
        <translation>信息采集</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>案卷建立</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>任务派遣</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>任务处理</translation>
    </message>
    <message>
        <source>Feedback</source>
        <translation>处理反馈</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>核查结案</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>紧急</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>值班员</translation>
    </message>
    <message>
        <source>drill director</source>
        <translation>演练总策划</translation>
    </message>
    <message>
        <source>leader</source>
        <translation>领导</translation>
    </message>
    <message>
        <source>wall</source>
        <translation>大屏</translation>
    </message>
    <message>
        <source>unit</source>
        <translation>处置单位</translation>
    </message>
    <message>
        <source>gateway</source>
        <translation>接入网关</translation>
    </message>
    <message>
        <source>administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>auditor</source>
        <translation>审计员</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>可信</translation>
    </message>
    <message>
        <source>Uncertain</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>Bad</source>
        <translation>无效</translation>
    </message>
    <message>
        <source>Replayed from a file</source>
        <translation>文件回放</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Loading the snapshot</source>
        <translation>正在同步</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Read-only: journal damaged</source>
        <translation>只读：日志已损坏</translation>
    </message>
    <message>
        <source>No heartbeat</source>
        <translation>心跳中断</translation>
    </message>
    <message>
        <source>Commands do not arrive</source>
        <translation>指令未送达</translation>
    </message>
    <message>
        <source>Access denied</source>
        <translation>拒绝接入</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>readings</source>
        <translation>读数</translation>
    </message>
    <message>
        <source>positions</source>
        <translation>车辆位置</translation>
    </message>
    <message>
        <source>Drill</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>回放</translation>
    </message>
    <message>
        <source>Session opened</source>
        <translation>会话建立</translation>
    </message>
    <message>
        <source>Connection rejected</source>
        <translation>连接被拒绝</translation>
    </message>
    <message>
        <source>Command refused</source>
        <translation>指令被拒绝</translation>
    </message>
    <message>
        <source>Reporter disclosed</source>
        <translation>查看报告人</translation>
    </message>
    <message>
        <source>Reporter not disclosed</source>
        <translation>拒绝查看报告人</translation>
    </message>
    <message>
        <source>Reporter erased</source>
        <translation>删除报告人</translation>
    </message>
    <message>
        <source>File fetched</source>
        <translation>下载文件</translation>
    </message>
    <message>
        <source>Audit log read</source>
        <translation>查阅审计日志</translation>
    </message>
    <message>
        <source>Audit log not disclosed</source>
        <translation>拒绝查阅审计日志</translation>
    </message>
    <message>
        <source>Key added</source>
        <translation>新增密钥</translation>
    </message>
    <message>
        <source>Key revoked</source>
        <translation>吊销密钥</translation>
    </message>
    <message>
        <source>Keys rotated</source>
        <translation>更换密钥</translation>
    </message>
    <message>
        <source>Person enrolled</source>
        <translation>登记人员</translation>
    </message>
    <message>
        <source>Backend started</source>
        <translation>后台启动</translation>
    </message>
    <message>
        <source>Backend stopped</source>
        <translation>后台停止</translation>
    </message>
    <message>
        <source>Journal backed up</source>
        <translation>备份日志库</translation>
    </message>
    <message>
        <source>Journal restored</source>
        <translation>恢复日志库</translation>
    </message>
    <message>
        <source>Journal rebuilt after damage</source>
        <translation>日志损坏后已重建</translation>
    </message>
    <message>
        <source>Damaged journal opened read-only</source>
        <translation>损坏的日志以只读方式打开</translation>
    </message>
    <message>
        <source>Journal repaired</source>
        <translation>修复日志库</translation>
    </message>
    <message>
        <source>Audit log damaged</source>
        <translation>审计日志受损</translation>
    </message>
    <message>
        <source>Entries not stored</source>
        <translation>未保存的条目</translation>
    </message>
    <message>
        <source>exit code {value}</source>
        <translation>退出码 {value}</translation>
    </message>
    <message>
        <source>process {value}</source>
        <translation>进程 {value}</translation>
    </message>
    <message>
        <source>lost: {value}</source>
        <translation>丢失：{value}</translation>
    </message>
    <message>
        <source>proven records: {value}</source>
        <translation>可证实的记录 {value} 条</translation>
    </message>
    <message>
        <source>damage: {value}</source>
        <translation>损坏：{value}</translation>
    </message>
    <message>
        <source>unit {value}</source>
        <translation>处置单位 {value}</translation>
    </message>
    <message>
        <source>divisions {value}</source>
        <translation>区划 {value}</translation>
    </message>
    <message>
        <source>sensors {value}</source>
        <translation>设备 {value}</translation>
    </message>
    <message>
        <source>kinds of sensors {value}</source>
        <translation>设备类型 {value}</translation>
    </message>
    <message>
        <source>people {value}</source>
        <translation>人员 {value}</translation>
    </message>
    <message>
        <source>unknown key</source>
        <translation>未知密钥</translation>
    </message>
    <message>
        <source>no role in this realm</source>
        <translation>在此域无角色</translation>
    </message>
    <message>
        <source>no key offered</source>
        <translation>未出示密钥</translation>
    </message>
    <message>
        <source>DRILL  not a real event</source>
        <translation>演练&#x3000;非真实事件</translation>
    </message>
    <message>
        <source>DRILL · DRILL · DRILL  not a real event</source>
        <translation>演练 · 演练 · 演练&#x3000;非真实事件</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>{state} until {time}</source>
        <translation>{state}，至 {time}</translation>
    </message>
    <message>
        <source>{state} until it clears</source>
        <translation>{state}，至恢复正常</translation>
    </message>
    <message>
        <source>{state} until returned to service</source>
        <translation>{state}，至恢复启用</translation>
    </message>
    <message>
        <source>row {n}</source>
        <translation>第 {n} 行</translation>
    </message>
    <message>
        <source>overdue by {span}</source>
        <translation>超期 {span}</translation>
    </message>
    <message>
        <source>{span} left</source>
        <translation>剩余 {span}</translation>
    </message>
</context>
</TS>
